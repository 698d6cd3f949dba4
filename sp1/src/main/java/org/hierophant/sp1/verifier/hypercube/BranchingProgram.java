package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;

/**
 * The function that is 1 where an index is a column's start plus a row and lies before the column's
 * end, extended to points: a program reads the bits of all four numbers, the lowest first, and
 * keeps two bits, a carry and whether the index has been smaller so far.
 *
 * <p><b>Source.</b> {@code slop/crates/jagged/src/poly.rs}, sp1 v6.4.0.
 */
final class BranchingProgram {
  private static final int STATES = 4;
  private static final int SMALLER = 2;

  private BranchingProgram() {}

  /** The value at four points; shorter ones are preceded by zeros. */
  static KoalaBearExtension evaluate(
      KoalaBearExtension[] row,
      KoalaBearExtension[] index,
      KoalaBearExtension[] start,
      KoalaBearExtension[] end) {
    int length = Math.max(Math.max(row.length, index.length), Math.max(start.length, end.length));
    KoalaBearExtension[] values = new KoalaBearExtension[STATES];
    Arrays.fill(values, KoalaBearExtension.ZERO);
    values[SMALLER] = KoalaBearExtension.ONE;
    for (int place = length - 1; place >= 0; place--) {
      KoalaBearExtension[] point = {
        coordinate(row, place), coordinate(index, place),
        coordinate(start, place), coordinate(end, place)
      };
      values = before(values, Multilinear.weights(point));
    }
    return values[0];
  }

  /** What each state is worth before one more place is read, given what it is worth after. */
  private static KoalaBearExtension[] before(
      KoalaBearExtension[] after, KoalaBearExtension[] weights) {
    KoalaBearExtension[] before = new KoalaBearExtension[STATES];
    for (int state = 0; state < STATES; state++) {
      KoalaBearExtension sum = KoalaBearExtension.ZERO;
      for (int bits = 0; bits < weights.length; bits++) {
        int rowBit = bits >>> 3;
        int indexBit = (bits >>> 2) & 1;
        int startBit = (bits >>> 1) & 1;
        int endBit = bits & 1;
        int added = rowBit + startBit + (state & 1);
        if ((added & 1) == indexBit) {
          int smaller = indexBit == endBit ? state & SMALLER : SMALLER * endBit;
          sum = sum.plus(weights[bits].times(after[smaller + (added >>> 1)]));
        }
      }
      before[state] = sum;
    }
    return before;
  }

  /** The coordinate at a place, counted from the last. */
  private static KoalaBearExtension coordinate(KoalaBearExtension[] point, int place) {
    return place < point.length ? point[point.length - 1 - place] : KoalaBearExtension.ZERO;
  }
}
