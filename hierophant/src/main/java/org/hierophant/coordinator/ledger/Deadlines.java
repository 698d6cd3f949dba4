package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.hierophant.network.domain.RequestId;

/** Open requests by the monotonic time of their deadlines. */
final class Deadlines {
  /** Nobody waits longer; keeps sums of nanoseconds far from overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final NavigableMap<Long, Set<RequestId>> byNanos = new TreeMap<>();

  /** A deadline of the wall clock on the monotonic one. */
  static long nanosOf(Instant deadline, Moment now) {
    Duration left = Duration.between(now.wall(), deadline);
    return now.monotonicNanos() + (left.compareTo(LONGEST) < 0 ? left : LONGEST).toNanos();
  }

  void add(long nanos, RequestId id) {
    byNanos.computeIfAbsent(nanos, _ -> new LinkedHashSet<>()).add(id);
  }

  void remove(long nanos, RequestId id) {
    byNanos.computeIfPresent(nanos, (_, ids) -> ids.remove(id) && ids.isEmpty() ? null : ids);
  }

  List<RequestId> passed(long nowNanos) {
    List<RequestId> passed = new ArrayList<>();
    byNanos.headMap(nowNanos, true).values().forEach(passed::addAll);
    return passed;
  }
}
