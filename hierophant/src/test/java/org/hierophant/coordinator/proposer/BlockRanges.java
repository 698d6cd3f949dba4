package org.hierophant.coordinator.proposer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which blocks are asked for next.
 *
 * <p><b>Source.</b> op-succinct v4.3.0 validity/src/utils.rs: {@code find_gaps} and {@code
 * get_ranges_to_prove_by_blocks}.
 */
final class BlockRanges {
  /** From {@code start}, which is proved, to {@code end}. */
  record Range(long start, long end) {}

  private BlockRanges() {}

  /** What no row takes care of, in pieces of {@code interval}; a short last piece waits. */
  static List<Range> missing(long from, long to, List<Row> active, long interval) {
    List<Range> pieces = new ArrayList<>();
    for (Range gap : gaps(from, to, active)) {
      for (long start = gap.start(); start < gap.end(); start += interval) {
        pieces.add(new Range(start, Math.min(start + interval, gap.end())));
      }
    }
    if (!pieces.isEmpty() && pieces.getLast().end() - pieces.getLast().start() < interval) {
      pieces.removeLast();
    }
    return pieces;
  }

  private static List<Range> gaps(long from, long to, List<Row> active) {
    List<Range> gaps = new ArrayList<>();
    long covered = from;
    for (Row row : active.stream().sorted(Comparator.comparingLong(one -> one.start)).toList()) {
      if (covered < row.start) {
        gaps.add(new Range(covered, row.start));
      }
      covered = Math.max(covered, row.end);
    }
    if (covered < to) {
      gaps.add(new Range(covered, to));
    }
    return gaps;
  }
}
