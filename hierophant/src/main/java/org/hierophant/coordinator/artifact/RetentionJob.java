package org.hierophant.coordinator.artifact;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.ledger.LedgerView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of artifacts past their time, now and then, on a thread of its own. */
public final class RetentionJob implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
  private static final Duration PERIOD = Duration.ofMinutes(10);

  private final Retention retention;
  private final ArtifactStore store;
  private final LedgerView ledger;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("retention").daemon().factory());

  public RetentionJob(
      Retention retention, ArtifactStore store, LedgerView ledger, InstantSource clock) {
    this.retention = retention;
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::sweep, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  private void sweep() {
    try {
      retention.sweep(store, ledger::isReferenced, clock.instant());
    } catch (RuntimeException | Error e) { // or the timer would never come again
      log.atError().setCause(e).log("retention broke");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
