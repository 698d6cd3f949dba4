package org.hierophant.sp1.executor;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/**
 * What a guest writes: public values, text, and the cycle tracker's commands of v5.
 *
 * <p><b>Limits.</b> Public values as the options say; of text the last 2 KiB of each descriptor.
 */
final class GuestOutput {
  /** Growing by doubling, and one copy at the end. */
  private static final long COPIES = 3;

  private final MemoryBudget budget;
  private final int publicValuesLimit;
  private final ByteArrayOutputStream publicValues = new ByteArrayOutputStream();
  private final TextTail stdout = new TextTail();
  private final TextTail stderr = new TextTail();
  private final CycleTracker tracker;

  GuestOutput(MemoryBudget budget, int publicValuesLimit) {
    this.budget = budget;
    this.publicValuesLimit = publicValuesLimit;
    this.tracker = new CycleTracker(budget);
  }

  /**
   * Makes sure that so many more public values may be kept.
   *
   * @throws Stop if not
   */
  void reserve(long bytes) {
    if (bytes > publicValuesLimit - publicValues.size()) {
      throw new Stop(new ExecutionResult.Reason.OutputLimit(publicValuesLimit));
    }
    budget.take(COPIES * bytes);
  }

  /** Keeps public values, for which there must be room. */
  void publish(byte[] bytes) {
    publicValues.writeBytes(bytes);
  }

  /** The text of file descriptor 1 or 2. */
  TextTail text(int fd) {
    return fd == 1 ? stdout : stderr;
  }

  CycleTracker tracker() {
    return tracker;
  }

  byte[] publicValues() {
    return publicValues.toByteArray();
  }

  Map<String, Long> cycleTracker() {
    return tracker.reported();
  }

  String stdoutTail() {
    return stdout.toString();
  }

  String stderrTail() {
    return stderr.toString();
  }
}
