package org.hierophant.contemplant.prover.execute;

import java.time.Duration;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;

/**
 * Whether a run has to end early, and why: told to, out of time, or the worker stops.
 *
 * <p><b>Thread.</b> That of the run, since its interruption is looked at.
 */
final class StopSignal {
  private final Cancellation cancellation;
  private final Duration timeLimit;
  private final long endNanos;

  StopSignal(Cancellation cancellation, Duration timeLimit) {
    this.cancellation = cancellation;
    this.timeLimit = timeLimit;
    this.endNanos = System.nanoTime() + saturatedNanos(timeLimit);
  }

  /** Half the range of a long is 146 years, and keeps differences of nanosecond clocks right. */
  private static long saturatedNanos(Duration duration) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
    return (duration.compareTo(longest) < 0 ? duration : longest).toNanos();
  }

  boolean isRaised() {
    return cancellation.isCancelled() || Thread.currentThread().isInterrupted() || isLate();
  }

  private boolean isLate() {
    return System.nanoTime() - endNanos >= 0;
  }

  /**
   * What a run that ended for this comes to.
   *
   * @throws InterruptedException if the worker stops
   */
  ProofOutcome outcome() throws InterruptedException {
    if (cancellation.isCancelled()) {
      return new ProofOutcome.Cancelled();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("the worker stops");
    }
    return new ProofOutcome.WorkerFailed(
        "not done within the " + timeLimit.toSeconds() + " s that the lease lasts");
  }
}
