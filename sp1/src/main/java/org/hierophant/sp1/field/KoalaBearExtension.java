package org.hierophant.sp1.field;

/**
 * Element of the extension of KoalaBear by a root of {@code x^4 - 3}, from which SP1 v6 draws its
 * challenges.
 *
 * <p><b>Shape.</b> Four canonical coefficients, the constant one first. Immutable.
 *
 * <p><b>Source.</b> p3-koala-bear 0.4.3-succinct, {@code src/extension.rs}.
 */
public record KoalaBearExtension(int c0, int c1, int c2, int c3)
    implements QuarticExtension<KoalaBearExtension> {
  /** What the fourth power of the adjoined root is. */
  public static final int W = 3;

  public static final KoalaBearExtension ZERO = new KoalaBearExtension(0, 0, 0, 0);
  public static final KoalaBearExtension ONE = new KoalaBearExtension(1, 0, 0, 0);

  /** An element of the base field. */
  public static KoalaBearExtension of(int base) {
    return new KoalaBearExtension(base, 0, 0, 0);
  }

  /** The element whose coefficients begin at {@code offset}. */
  public static KoalaBearExtension of(int[] coefficients, int offset) {
    return new KoalaBearExtension(
        coefficients[offset],
        coefficients[offset + 1],
        coefficients[offset + 2],
        coefficients[offset + 3]);
  }

  @Override
  public SmallField base() {
    return SmallField.KOALA_BEAR;
  }

  @Override
  public int w() {
    return W;
  }

  @Override
  public KoalaBearExtension element(int c0, int c1, int c2, int c3) {
    return new KoalaBearExtension(c0, c1, c2, c3);
  }
}
