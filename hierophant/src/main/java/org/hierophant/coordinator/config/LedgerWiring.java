package org.hierophant.coordinator.config;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.coordinator.api.http.ReadinessCheck;
import org.hierophant.coordinator.ledger.Effects;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerSettings;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.SingleWriter;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.network.config.ExitCode;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;

/** The ledger and its journal. */
@Configuration(proxyBeanMethods = false)
public class LedgerWiring {
  private static final int INBOX_CAPACITY = 16_384;
  private static final int MAX_BATCH = 1_024;

  /** Where nobody began earlier. */
  @Bean
  @ConditionalOnMissingBean
  EarlyState earlyState(HierophantProperties properties) throws IOException {
    return EarlyState.begin(properties);
  }

  @Bean
  Time time(EarlyState state) {
    return state.time();
  }

  @Bean
  LedgerSettings ledgerSettings(HierophantProperties properties) {
    WorkerRegistryProperties workers = properties.workerRegistry();
    RetentionProperties retention = properties.retention();
    LedgerSettings defaults = LedgerSettings.defaults();
    return new LedgerSettings(
        workers.maxStrikes(),
        workers.strikeWindow(),
        workers.heartbeatLimit(),
        workers.disconnectGrace(),
        properties.workerResponseTimeout(),
        defaults.cancelLimit(),
        defaults.refusalPause(),
        workers.proofTimeout(),
        workers.progressInterval(),
        workers.executionReportLimit(),
        workers.evictionTime(),
        defaults.quarantineTime(),
        defaults.verificationRetry(),
        defaults.verificationLimit(),
        properties.requests().maxLosses(),
        properties.requests().maxFailures(),
        properties.requests().maxOpen(),
        workers.maxWorkers(),
        INBOX_CAPACITY,
        MAX_BATCH,
        retention.requests(),
        retention.maxFinishedRequests(),
        retention.history(),
        retention.maxHistory());
  }

  /** Closes the journal after its last commit. */
  @Bean
  SingleWriter ledger(EarlyState state, Effects effects, LedgerSettings settings)
      throws JournalException {
    return new SingleWriter(
        state.takeLedger(),
        effects,
        settings,
        () -> Runtime.getRuntime().halt(ExitCode.DISK_NOT_TRUSTED.number()));
  }

  /**
   * Once the servers listen: what the ledger reads first, the finished requests, would delay the
   * rest of the start.
   */
  @Bean
  ApplicationListener<ContextRefreshedEvent> ledgerStart(SingleWriter ledger) {
    return _ -> ledger.start();
  }

  @Bean
  ReadinessCheck wholeReadiness(LedgerView view) {
    return () ->
        view.whole().isDone()
            ? Optional.empty()
            : Optional.of("finished requests are still being read from the journal");
  }

  @Bean
  LedgerView ledgerView(Ledger ledger) {
    return ledger.view();
  }

  @Bean
  ReadinessCheck queueReadiness(LedgerView view, LedgerSettings settings) {
    return () -> {
      long waiting = view.queueLengths().values().stream().mapToLong(Integer::longValue).sum();
      return waiting >= settings.maxOpenRequests()
          ? Optional.of("the queue of " + settings.maxOpenRequests() + " requests is full")
          : Optional.empty();
    };
  }

  @Bean
  ReadinessCheck ledgerReadiness(SingleWriter ledger) {
    Duration limit = Duration.ofSeconds(5);
    return () ->
        ledger.isAlive(limit)
            ? Optional.empty()
            : Optional.of("the ledger has not answered for " + limit.toSeconds() + " s");
  }
}
