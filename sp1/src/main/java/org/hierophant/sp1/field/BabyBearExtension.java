package org.hierophant.sp1.field;

/**
 * Element of the extension of BabyBear by a root of {@code x^4 - 11}, from which SP1 v4 and v5
 * draws its challenges.
 *
 * <p><b>Shape.</b> Four canonical coefficients, the constant one first. Immutable.
 *
 * <p><b>Source.</b> p3-baby-bear 0.2.3-succinct, {@code src/extension.rs}.
 */
public record BabyBearExtension(int c0, int c1, int c2, int c3)
    implements QuarticExtension<BabyBearExtension> {
  /** What the fourth power of the adjoined root is. */
  public static final int W = 11;

  public static final BabyBearExtension ZERO = new BabyBearExtension(0, 0, 0, 0);
  public static final BabyBearExtension ONE = new BabyBearExtension(1, 0, 0, 0);

  /** An element of the base field. */
  public static BabyBearExtension of(int base) {
    return new BabyBearExtension(base, 0, 0, 0);
  }

  /** The element whose coefficients begin at {@code offset}. */
  public static BabyBearExtension of(int[] coefficients, int offset) {
    return new BabyBearExtension(
        coefficients[offset],
        coefficients[offset + 1],
        coefficients[offset + 2],
        coefficients[offset + 3]);
  }

  @Override
  public SmallField base() {
    return SmallField.BABY_BEAR;
  }

  @Override
  public int w() {
    return W;
  }

  @Override
  public BabyBearExtension element(int c0, int c1, int c2, int c3) {
    return new BabyBearExtension(c0, c1, c2, c3);
  }
}
