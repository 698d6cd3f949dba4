package org.hierophant.coordinator.config;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.coordinator.api.http.ReadinessCheck;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.ledger.Effects;
import org.hierophant.coordinator.ledger.Journal;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerSettings;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.SingleWriter;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.ledger.sqlite.SqliteJournal;
import org.hierophant.network.config.ExitCode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ledger and its journal. */
@Configuration(proxyBeanMethods = false)
public class LedgerWiring {
  private static final int SEED_BYTES = 32;
  private static final int INBOX_CAPACITY = 16_384;
  private static final int MAX_BATCH = 1_024;

  @Bean
  Time time() {
    return new SystemTime();
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

  @Bean(destroyMethod = "") // the ledger closes it, after its last commit
  Journal journal(OwnedDirectory stateDirectory) throws IOException, JournalException {
    return SqliteJournal.open(stateDirectory.path());
  }

  @Bean(initMethod = "start")
  SingleWriter ledger(Journal journal, Effects effects, Time time, LedgerSettings settings)
      throws JournalException {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return new SingleWriter(
        journal,
        effects,
        time,
        settings,
        seed,
        () -> Runtime.getRuntime().halt(ExitCode.DISK_NOT_TRUSTED.number()));
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
