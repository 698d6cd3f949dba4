package org.hierophant.contemplant.prover;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a running attempt to stop. A prover looks at it at least once a second, or waits on it.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Cancellation {
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile String reason = "";

  /** Only the first reason counts. */
  public synchronized void cancel(String why) {
    if (!isCancelled()) {
      reason = why;
      cancelled.countDown();
    }
  }

  public boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  /** True if cancelled within {@code limit}. */
  public boolean await(Duration limit) throws InterruptedException {
    return cancelled.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Empty until cancelled. */
  public String reason() {
    return reason;
  }
}
