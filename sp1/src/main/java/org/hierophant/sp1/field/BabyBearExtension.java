package org.hierophant.sp1.field;

/**
 * Element of the extension of {@link BabyBear} by a root of {@code x^4 - 11}, from which SP1 v4 and
 * v5 draws its challenges.
 *
 * <p><b>Shape.</b> Four canonical coefficients, the constant one first. Immutable.
 *
 * <p><b>Source.</b> p3-baby-bear 0.2.3-succinct, {@code src/extension.rs}.
 */
public record BabyBearExtension(int c0, int c1, int c2, int c3) {
  /** What the fourth power of the adjoined root is. */
  public static final int W = 11;

  /** Coefficients of an element. */
  public static final int DEGREE = 4;

  public static final BabyBearExtension ZERO = new BabyBearExtension(0, 0, 0, 0);
  public static final BabyBearExtension ONE = new BabyBearExtension(1, 0, 0, 0);

  /** What the adjoined root is multiplied by when an element is raised to the power p. */
  private static final int Z = BabyBear.power(W, (BabyBear.P - 1) / DEGREE);

  private static final int Z2 = BabyBear.multiply(Z, Z);
  private static final int Z3 = BabyBear.multiply(Z2, Z);

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

  /** The four coefficients. */
  public int[] coefficients() {
    return new int[] {c0, c1, c2, c3};
  }

  public boolean isZero() {
    return (c0 | c1 | c2 | c3) == 0;
  }

  public BabyBearExtension plus(BabyBearExtension other) {
    return new BabyBearExtension(
        BabyBear.add(c0, other.c0),
        BabyBear.add(c1, other.c1),
        BabyBear.add(c2, other.c2),
        BabyBear.add(c3, other.c3));
  }

  public BabyBearExtension plus(int base) {
    return new BabyBearExtension(BabyBear.add(c0, base), c1, c2, c3);
  }

  public BabyBearExtension minus(BabyBearExtension other) {
    return new BabyBearExtension(
        BabyBear.subtract(c0, other.c0),
        BabyBear.subtract(c1, other.c1),
        BabyBear.subtract(c2, other.c2),
        BabyBear.subtract(c3, other.c3));
  }

  public BabyBearExtension minus(int base) {
    return new BabyBearExtension(BabyBear.subtract(c0, base), c1, c2, c3);
  }

  public BabyBearExtension negated() {
    return ZERO.minus(this);
  }

  public BabyBearExtension times(int base) {
    return new BabyBearExtension(
        BabyBear.multiply(c0, base),
        BabyBear.multiply(c1, base),
        BabyBear.multiply(c2, base),
        BabyBear.multiply(c3, base));
  }

  public BabyBearExtension times(BabyBearExtension other) {
    // A signed long holds the sum of two products, not of three.
    int high1 = sum(product(c1, other.c3) + product(c3, other.c1), product(c2, other.c2));
    int high2 = BabyBear.reduce(product(c2, other.c3) + product(c3, other.c2));
    int high3 = BabyBear.reduce(product(c3, other.c3));
    return new BabyBearExtension(
        sum(product(c0, other.c0), (long) W * high1),
        sum(product(c0, other.c1) + product(c1, other.c0), (long) W * high2),
        sum(
            product(c0, other.c2) + product(c2, other.c0),
            (long) W * high3 + BabyBear.reduce(product(c1, other.c1))),
        sum(
            product(c0, other.c3) + product(c3, other.c0),
            product(c1, other.c2) + product(c2, other.c1)));
  }

  public BabyBearExtension squared() {
    return times(this);
  }

  /** To a power in {@code [0, 2^63)}; 0 to the power 0 is 1. */
  public BabyBearExtension power(long exponent) {
    BabyBearExtension result = ONE;
    BabyBearExtension square = this;
    for (long bits = exponent; bits != 0; bits >>>= 1) {
      if ((bits & 1) != 0) {
        result = result.times(square);
      }
      square = square.squared();
    }
    return result;
  }

  /** To the power {@code 2^count}. */
  public BabyBearExtension squaredTimes(int count) {
    BabyBearExtension result = this;
    for (int i = 0; i < count; i++) {
      result = result.squared();
    }
    return result;
  }

  /**
   * The inverse: the product of the three conjugates over the norm, which lies in the base field.
   *
   * @throws ArithmeticException if this is 0
   */
  public BabyBearExtension inverse() {
    BabyBearExtension conjugates =
        conjugate(Z, Z2, Z3).times(conjugate(Z2, 1, Z2)).times(conjugate(Z3, Z2, Z));
    return conjugates.times(BabyBear.inverse(times(conjugates).c0));
  }

  /**
   * The quotient.
   *
   * @throws ArithmeticException if the divisor is 0
   */
  public BabyBearExtension dividedBy(BabyBearExtension divisor) {
    return times(divisor.inverse());
  }

  /**
   * Replaces each element by its inverse, at the price of one inversion.
   *
   * @throws ArithmeticException if one of them is 0; the array is then as it was
   */
  public static void invertAll(BabyBearExtension[] elements) {
    BabyBearExtension[] products = new BabyBearExtension[elements.length];
    BabyBearExtension product = ONE;
    for (int i = 0; i < elements.length; i++) {
      products[i] = product;
      product = product.times(elements[i]);
    }
    BabyBearExtension inverse = product.inverse();
    for (int i = elements.length - 1; i >= 0; i--) {
      BabyBearExtension element = elements[i];
      elements[i] = inverse.times(products[i]);
      inverse = inverse.times(element);
    }
  }

  private BabyBearExtension conjugate(int z1, int z2, int z3) {
    return new BabyBearExtension(
        c0, BabyBear.multiply(c1, z1), BabyBear.multiply(c2, z2), BabyBear.multiply(c3, z3));
  }

  private static long product(int a, int b) {
    return (long) a * b;
  }

  /** The residue of the sum of two values, each below 2^63. */
  private static int sum(long a, long b) {
    return BabyBear.add(BabyBear.reduce(a), BabyBear.reduce(b));
  }
}
