package org.hierophant.sp1.verifier.fri;

import org.hierophant.sp1.field.BabyBear;
import org.hierophant.sp1.field.BabyBearExtension;

/**
 * A table's quotient, put together from its parts: each is what the quotient is on a coset of its
 * own.
 *
 * <p><b>Source.</b> {@code recompute_quotient} in {@code crates/stark/src/verifier.rs}, sp1 v5.2.4.
 */
final class Quotient {
  private Quotient() {}

  /** At a point outside the base field. */
  static BabyBearExtension at(BabyBearExtension point, Table table) {
    int height = table.logHeight();
    int generator = BabyBear.twoAdicGenerator(height + Parameters.LOG_QUOTIENT_CHUNKS);
    BabyBearExtension quotient = BabyBearExtension.ZERO;
    int shift = BabyBear.GENERATOR;
    for (int i = 0; i < Parameters.QUOTIENT_CHUNKS; i++) {
      int other = BabyBear.multiply(shift, i == 0 ? generator : BabyBear.inverse(generator));
      // Zero on the other coset and, with this factor, 1 on this one.
      int here =
          BabyBear.subtract(power(BabyBear.multiply(shift, BabyBear.inverse(other)), height), 1);
      BabyBearExtension there = point.times(BabyBear.inverse(other)).squaredTimes(height).minus(1);
      quotient =
          quotient.plus(
              Blocks.combine(table.values().quotient().get(i), 0)
                  .times(there)
                  .times(BabyBear.inverse(here)));
      shift = other;
    }
    return quotient;
  }

  /** To the power {@code 2^height}. */
  private static int power(int base, int height) {
    return BabyBear.power(base, 1L << height);
  }
}
