package org.hierophant.contemplant.prover.execute;

/**
 * What one run may take of this worker. More is the worker's failure, never the program's.
 *
 * @param memoryBytes guest memory, inputs, public values and hints together
 * @param programBytes the program's file once decoded
 * @param publicValuesBytes what the program publishes
 */
public record ExecuteLimits(long memoryBytes, long programBytes, int publicValuesBytes) {
  private static final long MOST_PROGRAM_BYTES = 256L << 20;
  private static final int MOST_PUBLIC_VALUES_BYTES = 64 << 20;

  public ExecuteLimits {
    if (memoryBytes < 1 || programBytes < 1 || publicValuesBytes < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** Half of this process's heap, shared by {@code slots} runs at a time. */
  public static ExecuteLimits ofHeap(int slots) {
    return ofMemory(Runtime.getRuntime().maxMemory() / 2 / slots);
  }

  /** Those that go with {@code memoryBytes}; a decoded program takes several times its file. */
  static ExecuteLimits ofMemory(long memoryBytes) {
    return new ExecuteLimits(
        memoryBytes,
        Math.min(MOST_PROGRAM_BYTES, Math.max(1, memoryBytes / 4)),
        (int) Math.min(MOST_PUBLIC_VALUES_BYTES, memoryBytes));
  }
}
