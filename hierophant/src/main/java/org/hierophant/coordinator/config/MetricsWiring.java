package org.hierophant.coordinator.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.hierophant.coordinator.api.worker.WorkerConnections;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.ProofMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /actuator/prometheus} shows besides the timings of calls. No ids, no secrets. */
@Configuration(proxyBeanMethods = false)
public class MetricsWiring {
  private static final Map<String, Predicate<WorkerView>> WORKER_STATES =
      Map.of(
          "away", worker -> !worker.connected(),
          "draining", worker -> worker.connected() && worker.draining(),
          "busy", worker -> worker.connected() && !worker.draining() && !worker.isIdle(),
          "idle", worker -> worker.connected() && !worker.draining() && worker.isIdle());

  @Bean
  RequestMetrics requestMetrics(MeterRegistry meters) {
    return new RequestMetrics(meters);
  }

  @Bean
  MeterBinder queueMeters(LedgerView view) {
    return meters -> {
      for (ProofMode mode : ProofMode.values()) {
        Gauge.builder("hierophant.queue.length", () -> waiting(view, mode))
            .description("requests that wait for a worker")
            .tag("mode", mode.name().toLowerCase(Locale.ROOT))
            .register(meters);
      }
      Gauge.builder("hierophant.requests.open", () -> view.openRequests().count())
          .description("requests that are not final: waiting, leased or being verified")
          .register(meters);
    };
  }

  private static int waiting(LedgerView view, ProofMode mode) {
    return view.queueLengths().entrySet().stream()
        .filter(entry -> entry.getKey().mode() == mode)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Bean
  MeterBinder workerMeters(LedgerView view, WorkerConnections connections) {
    return meters -> {
      WORKER_STATES.forEach(
          (state, test) ->
              Gauge.builder(
                      "hierophant.workers", () -> view.workers().stream().filter(test).count())
                  .description("workers by state")
                  .tag("state", state)
                  .register(meters));
      Gauge.builder("hierophant.workers.dead", () -> view.deadWorkers().size())
          .description("workers that were put out or went, within the retention time")
          .register(meters);
      Gauge.builder("hierophant.worker.connections", connections::count)
          .description("open sockets of workers, those that did not say Hello yet included")
          .register(meters);
    };
  }

  @Bean
  MeterBinder storeMeters(ArtifactStore store) {
    return meters ->
        Gauge.builder(
                "hierophant.artifacts.available",
                () -> store.availability() instanceof ArtifactStore.Availability.Ready ? 1 : 0)
            .description("1 while artifacts can be stored, 0 while the disk is full or broken")
            .register(meters);
  }
}
