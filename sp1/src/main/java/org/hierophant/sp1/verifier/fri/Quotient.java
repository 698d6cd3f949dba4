package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

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
    int generator = BABY_BEAR.twoAdicGenerator(height + Parameters.LOG_QUOTIENT_CHUNKS);
    BabyBearExtension quotient = BabyBearExtension.ZERO;
    int shift = BABY_BEAR.generator();
    for (int i = 0; i < Parameters.QUOTIENT_CHUNKS; i++) {
      int other = BABY_BEAR.multiply(shift, i == 0 ? generator : BABY_BEAR.inverse(generator));
      // Zero on the other coset and, with this factor, 1 on this one.
      int here =
          BABY_BEAR.subtract(power(BABY_BEAR.multiply(shift, BABY_BEAR.inverse(other)), height), 1);
      BabyBearExtension there = point.times(BABY_BEAR.inverse(other)).squaredTimes(height).minus(1);
      quotient =
          quotient.plus(
              Blocks.combine(table.values().quotient().get(i), 0)
                  .times(there)
                  .times(BABY_BEAR.inverse(here)));
      shift = other;
    }
    return quotient;
  }

  /** To the power {@code 2^height}. */
  private static int power(int base, int height) {
    return BABY_BEAR.power(base, 1L << height);
  }
}
