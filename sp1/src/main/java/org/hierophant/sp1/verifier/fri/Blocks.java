package org.hierophant.sp1.verifier.fri;

import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.field.QuarticExtension;

/**
 * The extension field's arithmetic on columns: four columns are the coefficients of one element,
 * and each column is itself known only by its value at a point.
 */
final class Blocks {
  private static final int SIZE = QuarticExtension.DEGREE;

  private Blocks() {}

  static BabyBearExtension[] add(BabyBearExtension[] a, BabyBearExtension[] b) {
    BabyBearExtension[] sum = new BabyBearExtension[SIZE];
    for (int i = 0; i < SIZE; i++) {
      sum[i] = a[i].plus(b[i]);
    }
    return sum;
  }

  /** A block less a single element. */
  static BabyBearExtension[] subtract(BabyBearExtension[] a, BabyBearExtension single) {
    BabyBearExtension[] difference = a.clone();
    difference[0] = difference[0].minus(single);
    return difference;
  }

  static BabyBearExtension[] multiply(BabyBearExtension[] a, BabyBearExtension[] b) {
    BabyBearExtension[] product = new BabyBearExtension[SIZE];
    for (int k = 0; k < SIZE; k++) {
      BabyBearExtension low = BabyBearExtension.ZERO;
      BabyBearExtension high = BabyBearExtension.ZERO;
      for (int i = 0; i < SIZE; i++) {
        BabyBearExtension term = a[i].times(b[(k - i) & (SIZE - 1)]);
        if (i <= k) {
          low = low.plus(term);
        } else {
          high = high.plus(term);
        }
      }
      product[k] = low.plus(high.times(BabyBearExtension.W));
    }
    return product;
  }

  /**
   * The element whose coefficients these columns are, at the point where they were opened.
   *
   * @param flat extension elements, one for each column
   * @param column the first of the four
   */
  static BabyBearExtension combine(int[] flat, int column) {
    BabyBearExtension sum = BabyBearExtension.ZERO;
    BabyBearExtension power = BabyBearExtension.ONE;
    for (int i = 0; i < SIZE; i++) {
      sum = sum.plus(power.times(BabyBearExtension.of(flat, SIZE * (column + i))));
      power = power.times(ROOT);
    }
    return sum;
  }

  /** The adjoined root. */
  private static final BabyBearExtension ROOT = new BabyBearExtension(0, 1, 0, 0);
}
