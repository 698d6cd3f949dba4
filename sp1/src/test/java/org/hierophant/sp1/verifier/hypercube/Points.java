package org.hierophant.sp1.verifier.hypercube;

import static org.hierophant.sp1.field.SmallField.KOALA_BEAR;

import java.util.Random;
import org.hierophant.sp1.field.KoalaBearExtension;

/** Points for tests. */
final class Points {
  private Points() {}

  /** The bits of a number, the highest first. */
  static KoalaBearExtension[] ofBits(int number, int bits) {
    KoalaBearExtension[] point = new KoalaBearExtension[bits];
    for (int i = 0; i < bits; i++) {
      point[i] = KoalaBearExtension.of((number >>> (bits - 1 - i)) & 1);
    }
    return point;
  }

  static KoalaBearExtension[] random(int dimensions, Random random) {
    KoalaBearExtension[] point = new KoalaBearExtension[dimensions];
    for (int i = 0; i < dimensions; i++) {
      point[i] = KoalaBearExtension.of(random.ints(4, 0, KOALA_BEAR.p()).toArray(), 0);
    }
    return point;
  }
}
