package org.hierophant.contemplant.prover.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.network.transfer.DecodedTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the server on behalf of one attempt, and for everything else that may end it.
 *
 * <p><b>Thread.</b> The attempt's.
 */
final class Watch {
  private static final Duration LOOK = Duration.ofMillis(50);

  /** For a question that was called off: what tells it looks often whether it should. */
  private static final Duration CALL_OFF_LIMIT = Duration.ofSeconds(2);

  private final Session<?> session;
  private final Cancellation cancellation;
  private final long endNanos;
  private final ServerLimits limits;
  private final RefereeRun referee;
  private long fatalSinceNanos;

  Watch(
      Session<?> session,
      Cancellation cancellation,
      long endNanos,
      ServerLimits limits,
      RefereeRun referee) {
    this.session = session;
    this.cancellation = cancellation;
    this.endNanos = endNanos;
    this.limits = limits;
    this.referee = referee;
  }

  /** An answer, or why there is none. */
  sealed interface Result<T> {
    record Answer<T>(T value) implements Result<T> {}

    /**
     * @param calledOff whether the server was told less than a whole question
     */
    record Stopped<T>(Stop why, boolean calledOff) implements Result<T> {}
  }

  /**
   * Waits for one step.
   *
   * @param stage for people
   * @param limit may become shorter once more is known
   * @throws InterruptedException if the worker stops; the step may still run
   */
  <T> Result<T> run(String stage, Supplier<Duration> limit, Callable<T> step)
      throws InterruptedException {
    return run(stage, limit, null, step);
  }

  /**
   * As above.
   *
   * @param headStart of the step, if it has one
   */
  <T> Result<T> run(
      String stage, Supplier<Duration> limit, @Nullable HeadStart headStart, Callable<T> step)
      throws InterruptedException {
    Future<T> future = session.submit(step);
    long start = System.nanoTime();
    while (true) {
      try {
        return new Result.Answer<>(future.get(LOOK.toNanos(), TimeUnit.NANOSECONDS));
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new Result.Stopped<>(failure(cause), cause instanceof CalledOffException);
      } catch (TimeoutException _) {
        Stop stop = trouble(stage, limit.get(), start);
        if (stop != null) {
          boolean calledOff =
              headStart != null && isOurs(stop) && headStart.callOff() && isCalledOff(future);
          if (!calledOff) {
            boolean _ =
                future.cancel(true); // what reads files ends; what talks is not to be used again
          }
          return new Result.Stopped<>(stop, calledOff);
        }
      }
    }
  }

  /** True if it is nothing that the server did or failed to do. */
  private static boolean isOurs(Stop stop) {
    return stop instanceof Stop.Cancelled
        || stop instanceof Stop.LeaseOver
        || stop instanceof Stop.Guilty;
  }

  /** Waits for the step to end as it should; one that does not has the server to blame. */
  private static boolean isCalledOff(Future<?> future) throws InterruptedException {
    try {
      Object _ = future.get(CALL_OFF_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
      return false; // an answer to half a question
    } catch (ExecutionException e) {
      return e.getCause() instanceof CalledOffException;
    } catch (TimeoutException _) {
      return false;
    }
  }

  private Stop failure(Throwable cause) throws InterruptedException {
    return switch (cause) {
      case CalledOffException e -> calledOff(e);
      case BadInputException e -> new Stop.BadInput(String.valueOf(e.getMessage()));
      case DecodedTooLargeException e -> new Stop.Unfit(String.valueOf(e.getMessage()));
      case DiskException e -> new Stop.Disk(String.valueOf(e.getMessage()));
      case ProtocolException e -> new Stop.Broken(String.valueOf(e.getMessage()));
      case IOException e -> lost(e);
      case Error e -> throw e;
      default -> throw new IllegalStateException("talking to a prover broke", cause);
    };
  }

  /** By whoever told the question, which only the referee's verdict is a reason for. */
  private Stop calledOff(CalledOffException e) {
    if (referee.now().orElse(null) instanceof Verdict.Guilty(var failure)) {
      return new Stop.Guilty(failure);
    }
    throw new IllegalStateException("a question was called off without a reason", e);
  }

  /** A server that dies closes its socket a moment before it is seen to be dead. */
  private Stop lost(IOException e) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    while (session.server().isAlive() && System.nanoTime() - end < 0) {
      if (cancellation.await(LOOK)) {
        break;
      }
    }
    String said = session.server().log().fatal().map(line -> "; it printed: " + line).orElse("");
    return session.server().isAlive()
        ? new Stop.Broken(e.getMessage() + said)
        : new Stop.Ended(session.server().ending());
  }

  /** Whether nothing more should be begun. */
  Optional<Stop> before() {
    if (cancellation.isCancelled()) {
      return Optional.of(new Stop.Cancelled());
    }
    return System.nanoTime() - endNanos >= 0 ? Optional.of(new Stop.LeaseOver()) : Optional.empty();
  }

  private @Nullable Stop trouble(String stage, Duration limit, long startNanos) {
    long now = System.nanoTime();
    Optional<Stop> stop = before();
    if (stop.isPresent()) {
      return stop.get();
    }
    if (referee.now().orElse(null) instanceof Verdict.Guilty(var failure)) {
      return new Stop.Guilty(failure);
    }
    if (now - startNanos >= limit.toNanos()) {
      return new Stop.Late(stage, limit);
    }
    var output = session.server().log();
    if (output.fatal().isPresent()) {
      fatalSinceNanos = fatalSinceNanos == 0 ? now : fatalSinceNanos;
      if (now - fatalSinceNanos >= limits.fatalGrace().toNanos()) {
        return new Stop.Fatal(output.fatal().get());
      }
    }
    boolean speaks = !output.lines().isEmpty();
    return speaks
            && !limits.silence().isZero()
            && output.silentNanos() >= limits.silence().toNanos()
        ? new Stop.Silent(limits.silence())
        : null;
  }
}
