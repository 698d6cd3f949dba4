package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import org.hierophant.sp1.field.BabyBearExtension;

/**
 * Polynomials that tell rows of a table apart, at a point: which constraints hold where.
 *
 * <p><b>Source.</b> {@code selectors_at_point} in p3-commit 0.2.3-succinct, {@code src/domain.rs}.
 *
 * @param vanishing zero in every row
 * @param first zero in every row but the first
 * @param last zero in every row but the last
 * @param transition zero in the last row alone
 */
record Selectors(
    BabyBearExtension vanishing,
    BabyBearExtension first,
    BabyBearExtension last,
    BabyBearExtension transition) {

  /**
   * At a point outside the base field.
   *
   * @param logHeight base 2 logarithm of the table's rows
   */
  static Selectors at(BabyBearExtension point, int logHeight) {
    BabyBearExtension vanishing = point.squaredTimes(logHeight).minus(1);
    BabyBearExtension transition =
        point.minus(BABY_BEAR.inverse(BABY_BEAR.twoAdicGenerator(logHeight)));
    return new Selectors(
        vanishing,
        vanishing.dividedBy(point.minus(1)),
        vanishing.dividedBy(transition),
        transition);
  }
}
