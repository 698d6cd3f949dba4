package org.hierophant.sp1.verifier.hypercube;

import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;

/**
 * The extension field's arithmetic on columns: four columns are the coefficients of one element,
 * and each column is itself known only by its value at a point.
 */
final class Blocks {
  private static final int SIZE = QuarticExtension.DEGREE;

  private Blocks() {}

  static KoalaBearExtension[] add(KoalaBearExtension[] a, KoalaBearExtension[] b) {
    KoalaBearExtension[] sum = new KoalaBearExtension[SIZE];
    for (int i = 0; i < SIZE; i++) {
      sum[i] = a[i].plus(b[i]);
    }
    return sum;
  }

  static KoalaBearExtension[] multiply(KoalaBearExtension[] a, KoalaBearExtension[] b) {
    KoalaBearExtension[] product = new KoalaBearExtension[SIZE];
    for (int k = 0; k < SIZE; k++) {
      KoalaBearExtension low = KoalaBearExtension.ZERO;
      KoalaBearExtension high = KoalaBearExtension.ZERO;
      for (int i = 0; i < SIZE; i++) {
        KoalaBearExtension term = a[i].times(b[(k - i) & (SIZE - 1)]);
        if (i <= k) {
          low = low.plus(term);
        } else {
          high = high.plus(term);
        }
      }
      product[k] = low.plus(high.times(KoalaBearExtension.W));
    }
    return product;
  }
}
