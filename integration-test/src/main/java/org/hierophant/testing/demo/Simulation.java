package org.hierophant.testing.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.format.FormatException;

/**
 * The execution on the client's side that the SDK makes before it asks: it gives the limits of the
 * request, and here also what the network's answer is compared with.
 */
final class Simulation {
  private static final Duration REDRAW = Duration.ofMillis(200);

  /** How it ended, and how long it took. */
  record Done(ExecutionResult result, Duration took) {}

  private final CompletableFuture<Done> done = new CompletableFuture<>();
  private final AtomicLong cycles = new AtomicLong();

  private Simulation() {}

  /** Runs on a platform thread of its own. */
  static Simulation start(DemoJob job) {
    Simulation simulation = new Simulation();
    Thread.ofPlatform().name("simulation").daemon().start(() -> simulation.run(job));
    return simulation;
  }

  private void run(DemoJob job) {
    try {
      long start = System.nanoTime();
      ExecutionResult result = job.program().execute(job.stdin(), cycles::set);
      done.complete(new Done(result, Duration.ofNanos(System.nanoTime() - start)));
    } catch (FormatException | RuntimeException | OutOfMemoryError e) {
      done.completeExceptionally(e);
    }
  }

  /**
   * Waits for the end, however long it takes.
   *
   * @throws DemoFailure if the program fails, as the SDK's {@code SimulationFailed}
   */
  ExecutionReport await(Screen screen) throws DemoFailure, InterruptedException {
    Done end = end(screen);
    ExecutionReport report = end.result().report();
    String speed = Format.speed(report.cycles(), end.took()).map(mega -> ", " + mega).orElse("");
    return switch (end.result()) {
      case ExecutionResult.Completed _ when report.exitCode() == 0 -> {
        screen.row(
            "simulated",
            "%,d cycles on this side in %s%s"
                .formatted(report.cycles(), Format.seconds(end.took()), speed));
        yield report;
      }
      case ExecutionResult.Completed _ ->
          throw new DemoFailure(
              "the program ends with exit code %d, so the SDK would not ask for a proof"
                  .formatted(report.exitCode()),
              false);
      case ExecutionResult.Failed(var fault, var pc, _) ->
          throw new DemoFailure(
              "the program fails on this input, so the SDK would not ask for a proof: %s at 0x%x"
                  .formatted(fault, pc),
              false);
      case ExecutionResult.Aborted(var reason, _) ->
          throw new DemoFailure("the program cannot be executed on this machine: " + reason, false);
    };
  }

  private Done end(Screen screen) throws DemoFailure, InterruptedException {
    Instant begun = Instant.now();
    while (true) {
      try {
        return done.get(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        screen.live(
            "simulating",
            Format.count(cycles.get(), "cycles"),
            Format.seconds(Duration.between(begun, Instant.now())));
      } catch (ExecutionException e) {
        throw new DemoFailure("the program cannot be executed here: " + e.getCause(), false);
      }
    }
  }
}
