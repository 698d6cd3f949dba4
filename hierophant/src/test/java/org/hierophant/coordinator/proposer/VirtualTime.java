package org.hierophant.coordinator.proposer;

import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Time that passes as fast as there is nothing to do: what is due happens in the order of its time,
 * then in the order it was planned.
 *
 * <p><b>Thread.</b> One.
 */
final class VirtualTime {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Due(long nanos, long number, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return nanos != other.nanos
          ? Long.compare(nanos, other.nanos)
          : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private long nanos;
  private long planned;

  /** Since the start. */
  Duration elapsed() {
    return Duration.ofNanos(nanos);
  }

  long nanos() {
    return nanos;
  }

  /** On a clock that is right. */
  Instant now() {
    return START.plusNanos(nanos);
  }

  void after(Duration delay, Runnable action) {
    agenda.add(new Due(nanos + Math.max(0, delay.toNanos()), planned++, action));
  }

  void every(Duration period, Runnable action) {
    after(
        period,
        () -> {
          action.run();
          every(period, action);
        });
  }

  CompletableFuture<Void> pause(Duration delay) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    after(delay, () -> over.complete(null));
    return over;
  }

  /** The answer, or a failure once whoever asked has lost patience. */
  <T> CompletableFuture<T> limited(Function<Patience, CompletableFuture<T>> call) {
    Patience patience = new Patience();
    CompletableFuture<T> limited = new CompletableFuture<>();
    var _ =
        call.apply(patience)
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    limited.complete(value);
                  } else {
                    limited.completeExceptionally(Retry.cause(failure));
                  }
                });
    after(
        Patience.LIMIT,
        () -> {
          patience.end();
          limited.completeExceptionally(
              new CallFailure(CallFailure.Origin.LIMIT, Status.Code.CANCELLED, "too slow"));
        });
    return limited;
  }

  /** False if it is not {@code done} by then. */
  boolean runUntil(BooleanSupplier done, Duration limit) {
    while (!done.getAsBoolean()) {
      Due next = agenda.peek();
      if (next == null || next.nanos() > limit.toNanos()) {
        return false;
      }
      agenda.remove();
      nanos = next.nanos();
      next.action().run();
    }
    return true;
  }
}
