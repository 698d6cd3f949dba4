package org.hierophant.sp1.executor;

/** One budget for everything a guest can make the host keep: pages, streams, queued hints. */
final class MemoryBudget {
  private final long limit;
  private long used;

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  void take(long bytes) {
    if (bytes > limit - used) {
      throw new Stop(new ExecutionResult.Reason.MemoryLimit(limit));
    }
    used += bytes;
  }

  void give(long bytes) {
    used -= bytes;
  }

  long used() {
    return used;
  }
}
