package org.hierophant.coordinator.preflight;

import java.time.Duration;

/**
 * What a coordinator spends on programs.
 *
 * @param threads runs at the same time
 * @param waiting programs that wait for a thread; more wait in the ledger's queue
 * @param memoryBytes of one run: its inputs, guest memory, public values and hints together
 * @param time of one run
 */
public record PreflightLimits(int threads, int waiting, long memoryBytes, Duration time) {
  private static final long MOST_PROGRAM_BYTES = 64L << 20;
  private static final int MOST_PUBLIC_VALUES_BYTES = 64 << 20;

  public PreflightLimits {
    if (threads < 1 || waiting < 1 || memoryBytes < 1 || !time.isPositive()) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /**
   * While it is loaded there are three copies of it, and its instructions take several times it.
   */
  long programBytes() {
    return Math.min(MOST_PROGRAM_BYTES, memoryBytes / 16);
  }

  /** While it is read there are two copies of it, and later one. */
  long stdinBytes() {
    return Math.min(Integer.MAX_VALUE - 8L, memoryBytes / 4);
  }

  int publicValuesBytes() {
    return (int) Math.min(MOST_PUBLIC_VALUES_BYTES, memoryBytes);
  }
}
