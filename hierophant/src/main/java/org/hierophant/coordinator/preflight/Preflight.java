package org.hierophant.coordinator.preflight;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the program of each request that is accepted, once, and tells the ledger what it does.
 * It watches the ledger from outside: a request neither waits for it nor needs it, and one whose
 * program fails ends before, or while, a worker makes an impossible proof of it.
 *
 * <p><b>Limits.</b> {@link PreflightLimits}; what finds no room among the waiting stays where it is
 * and is looked at again.
 *
 * <p><b>Thread.</b> Platform threads of its own, for the executor needs the whole of each.
 */
public final class Preflight implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Preflight.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final LedgerView view;
  private final GuestRun guest;
  private final PreflightLimits limits;
  private final Time time;
  private final ThreadPoolExecutor pool;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("preflight-timer").daemon().factory());

  /** Of the newest request that has a place; the timer's. */
  private long placed;

  public Preflight(Ledger ledger, ArtifactStore store, PreflightLimits limits, Time time) {
    this.ledger = ledger;
    this.view = ledger.view();
    this.guest = new GuestRun(store, limits);
    this.limits = limits;
    this.time = time;
    this.pool =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.waiting()),
            Thread.ofPlatform()
                .name("preflight-", 0)
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .factory());
  }

  /** Begins with what was open already: what an earlier process found out it did not keep. */
  public void start() {
    var _ = timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      place();
    } catch (RuntimeException | Error e) { // one that left here would end the looking for ever
      log.atError().setCause(e).log("looking for requests to execute broke");
    }
  }

  /** Sequences are shown in their order, so whatever is newer than the last one is all there is. */
  private void place() {
    List<RequestView> fresh =
        view.openRequests().takeWhile(request -> request.sequence() > placed).toList();
    for (RequestView request : fresh.reversed()) {
      try {
        pool.execute(() -> work(request.id()));
      } catch (RejectedExecutionException _) {
        return; // no room, or closing
      }
      placed = request.sequence();
    }
  }

  private void work(RequestId id) {
    Optional<RequestView> request = view.request(id).filter(Preflight::isWorthwhile);
    if (request.isEmpty()) {
      return;
    }
    long endNanos = time.now().monotonicNanos() + limits.time().toNanos();
    BooleanSupplier stopped =
        () ->
            pool.isShutdown()
                || time.now().monotonicNanos() - endNanos >= 0
                || view.request(id).filter(Preflight::isWorthwhile).isEmpty();
    Finding finding;
    try {
      finding = guest.run(request.get().request(), stopped);
    } catch (IOException e) {
      finding = new Finding.Unknown("the disk fails: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      log.atError().addKeyValue("request", id).setCause(e).log("executor broke");
      finding = new Finding.Unknown("the executor broke");
    }
    report(id, finding);
  }

  private static boolean isWorthwhile(RequestView request) {
    return !request.state().isFinal() && request.execution().filter(Execution::own).isEmpty();
  }

  private void report(RequestId id, Finding finding) {
    switch (finding) {
      case Finding.Sound(var executed) -> submit(new Command.RecordExecution(id, executed));
      case Finding.Guilty(var cause, var cycles, var detail) -> {
        log.atInfo()
            .addKeyValue("request", id)
            .addKeyValue("cause", cause)
            .addKeyValue("detail", detail)
            .log("program fails");
        submit(new Command.FindUnexecutable(id, cause, cycles, detail));
      }
      case Finding.Unknown(var reason) ->
          log.atDebug()
              .addKeyValue("request", id)
              .addKeyValue("reason", reason)
              .log("program not executed here");
    }
  }

  private void submit(Command<Command.Done> command) {
    if (timer.isShutdown()) {
      return; // the next start executes it again
    }
    var _ =
        ledger
            .submit(command)
            .whenComplete(
                (outcome, bug) -> {
                  if (bug != null) {
                    log.atError().setCause(bug).log("ledger broke on a finding");
                  } else if (outcome instanceof Outcome.Refused<Command.Done>(Refusal.Unavailable _)
                      && !timer.isShutdown()) {
                    var _ =
                        timer.schedule(
                            () -> submit(command), RETRY.toMillis(), TimeUnit.MILLISECONDS);
                  }
                });
  }

  /** Ends the runs, which look often whether they should; what they would have found is lost. */
  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdownNow();
  }
}
