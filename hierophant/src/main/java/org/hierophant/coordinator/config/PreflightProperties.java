package org.hierophant.coordinator.config;

import java.time.Duration;
import java.util.List;
import org.hierophant.network.config.CrossFieldRules;
import org.hierophant.network.config.Key;

/**
 * Programs executed here before and while workers prove them.
 *
 * @param enabled a worker executes programs in any case; here it takes the coordinator's processors
 * @param threads programs executed at the same time
 * @param memoryMib of the heap for one run
 * @param limit one run takes no longer; what does is left to the workers
 */
public record PreflightProperties(
    @Key(value = "enabled", or = "false") boolean enabled,
    @Key(value = "threads", or = "1", min = 1, max = 64) int threads,
    @Key(value = "memory_mib", or = "1024", min = 64, max = 1 << 20) long memoryMib,
    @Key(value = "limit_secs", or = "600", min = 1) Duration limit)
    implements CrossFieldRules {

  public long memoryBytes() {
    return memoryMib << 20;
  }

  @Override
  public List<BrokenRule> brokenRules() {
    long halfOfHeap = Runtime.getRuntime().maxMemory() / 2;
    return enabled && threads * memoryBytes() > halfOfHeap
        ? List.of(
            new BrokenRule(
                "memory_mib",
                "= %d for each of %d threads is more than half of the heap, %d MiB: see -Xmx"
                    .formatted(memoryMib, threads, halfOfHeap >> 20)))
        : List.of();
  }
}
