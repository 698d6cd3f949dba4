package org.hierophant.sp1.executor;

/** One budget for everything a guest can make the host keep: pages, streams, queued hints. */
final class MemoryBudget {
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final long limit;
  private long used;

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  /**
   * @throws Stop if there is less left
   */
  void take(long bytes) {
    if (bytes > limit - used) {
      throw new Stop(new ExecutionResult.Reason.MemoryLimit(limit));
    }
    used += bytes;
  }

  /**
   * Takes what an array needs, and gives its length.
   *
   * @throws Stop if there is less left, or no array is that long
   */
  int takeArray(long bytes) {
    take(bytes > LONGEST_ARRAY ? Long.MAX_VALUE : bytes);
    return (int) bytes;
  }

  void give(long bytes) {
    used -= bytes;
  }

  long used() {
    return used;
  }
}
