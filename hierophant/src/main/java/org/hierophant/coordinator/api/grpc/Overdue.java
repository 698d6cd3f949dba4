package org.hierophant.coordinator.api.grpc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.hierophant.coordinator.ledger.Time;

/**
 * Ends what is not answered in time. One look at everything, ten times within the limit, costs less
 * than a timer for each of thousands of calls a second that are answered within milliseconds.
 *
 * <p><b>Limits.</b> A stage ends as late as a tenth after its limit. As many stages as there are
 * calls.
 *
 * <p><b>Thread.</b> Any; looks on a thread of its own.
 */
final class Overdue implements AutoCloseable {
  private static final int LOOKS = 10;

  private final long limitNanos;
  private final Time time;
  private final Map<CompletableFuture<?>, Long> pending = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  Overdue(Duration limit, Time time) {
    this.limitNanos = limit.toNanos();
    this.time = time;
    this.thread = Thread.ofPlatform().name("grpc-overdue").daemon().start(this::run);
  }

  /** The same stage, which fails with a {@link TimeoutException} at the limit. */
  <T> CompletableFuture<T> watch(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    if (!future.isDone()) {
      pending.put(future, time.now().monotonicNanos());
      future.whenComplete((_, _) -> pending.remove(future));
    }
    return future;
  }

  /** How many stages are watched. */
  int pending() {
    return pending.size();
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(limitNanos / LOOKS);
      long now = time.now().monotonicNanos();
      pending.forEach(
          (future, since) -> {
            if (now - since >= limitNanos) {
              pending.remove(future);
              future.completeExceptionally(new TimeoutException());
            }
          });
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
