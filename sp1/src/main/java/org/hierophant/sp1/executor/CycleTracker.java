package org.hierophant.sp1.executor;

import java.util.HashMap;
import java.util.Map;

/**
 * v5's cycle tracker: spans by name, started and ended by lines of text.
 *
 * <p><b>Limits.</b> At most {@value #MAX_SPANS} spans open and as many reported; further ones are
 * not tracked. Names count against the memory budget.
 *
 * <p><b>Source.</b> {@code syscalls/write.rs} of sp1-core-executor 5.2.4.
 */
final class CycleTracker {
  private static final int MAX_SPANS = 10_000;
  private static final long ENTRY_BYTES = 128;

  private final MemoryBudget budget;
  private final Map<String, Long> open = new HashMap<>();
  private final Map<String, Long> reported = new HashMap<>();

  CycleTracker(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Obeys a whole write.
   *
   * @return false if it is no command but text
   */
  boolean obey(String text, long cycles) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String name = text.substring(colon + 1).strip();
    switch (text.substring(0, colon)) {
      case "cycle-tracker-start", "cycle-tracker-report-start" -> start(name, cycles);
      case "cycle-tracker-end" -> end(name);
      case "cycle-tracker-report-end" -> report(name, cycles);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void start(String name, long cycles) {
    if (open.containsKey(name)) {
      open.put(name, cycles);
    } else if (open.size() < MAX_SPANS) {
      budget.take(bytes(name));
      open.put(name, cycles);
    }
  }

  private long end(String name) {
    Long start = open.remove(name);
    if (start == null) {
      return -1;
    }
    budget.give(bytes(name));
    return start;
  }

  private void report(String name, long cycles) {
    long start = end(name);
    if (start < 0) {
      return;
    }
    if (reported.containsKey(name)) {
      reported.merge(name, cycles - start, Long::sum);
    } else if (reported.size() < MAX_SPANS) {
      budget.take(bytes(name));
      reported.put(name, cycles - start);
    }
  }

  private static long bytes(String name) {
    return ENTRY_BYTES + 2L * name.length();
  }

  Map<String, Long> reported() {
    return reported;
  }
}
