package org.hierophant.sp1.field;

/**
 * Element of the extension of {@link KoalaBear} by a root of {@code x^4 - 3}, from which SP1 v6
 * draws its challenges.
 *
 * <p><b>Shape.</b> Four canonical coefficients, the constant one first. Immutable.
 *
 * <p><b>Source.</b> p3-koala-bear 0.4.3-succinct, {@code src/extension.rs}.
 */
public record KoalaBearExtension(int c0, int c1, int c2, int c3) {
  /** What the fourth power of the adjoined root is. */
  public static final int W = 3;

  /** Coefficients of an element. */
  public static final int DEGREE = 4;

  public static final KoalaBearExtension ZERO = new KoalaBearExtension(0, 0, 0, 0);
  public static final KoalaBearExtension ONE = new KoalaBearExtension(1, 0, 0, 0);

  /** What the adjoined root is multiplied by when an element is raised to the power p. */
  private static final int Z = KoalaBear.power(W, (KoalaBear.P - 1) / DEGREE);

  private static final int Z2 = KoalaBear.multiply(Z, Z);
  private static final int Z3 = KoalaBear.multiply(Z2, Z);

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

  /** The four coefficients. */
  public int[] coefficients() {
    return new int[] {c0, c1, c2, c3};
  }

  public boolean isZero() {
    return (c0 | c1 | c2 | c3) == 0;
  }

  public KoalaBearExtension plus(KoalaBearExtension other) {
    return new KoalaBearExtension(
        KoalaBear.add(c0, other.c0),
        KoalaBear.add(c1, other.c1),
        KoalaBear.add(c2, other.c2),
        KoalaBear.add(c3, other.c3));
  }

  public KoalaBearExtension plus(int base) {
    return new KoalaBearExtension(KoalaBear.add(c0, base), c1, c2, c3);
  }

  public KoalaBearExtension minus(KoalaBearExtension other) {
    return new KoalaBearExtension(
        KoalaBear.subtract(c0, other.c0),
        KoalaBear.subtract(c1, other.c1),
        KoalaBear.subtract(c2, other.c2),
        KoalaBear.subtract(c3, other.c3));
  }

  public KoalaBearExtension minus(int base) {
    return new KoalaBearExtension(KoalaBear.subtract(c0, base), c1, c2, c3);
  }

  public KoalaBearExtension negated() {
    return ZERO.minus(this);
  }

  public KoalaBearExtension times(int base) {
    return new KoalaBearExtension(
        KoalaBear.multiply(c0, base),
        KoalaBear.multiply(c1, base),
        KoalaBear.multiply(c2, base),
        KoalaBear.multiply(c3, base));
  }

  public KoalaBearExtension times(KoalaBearExtension other) {
    // A signed long holds the sum of two products, not of three.
    int high1 = sum(product(c1, other.c3) + product(c3, other.c1), product(c2, other.c2));
    int high2 = KoalaBear.reduce(product(c2, other.c3) + product(c3, other.c2));
    int high3 = KoalaBear.reduce(product(c3, other.c3));
    return new KoalaBearExtension(
        sum(product(c0, other.c0), (long) W * high1),
        sum(product(c0, other.c1) + product(c1, other.c0), (long) W * high2),
        sum(
            product(c0, other.c2) + product(c2, other.c0),
            (long) W * high3 + KoalaBear.reduce(product(c1, other.c1))),
        sum(
            product(c0, other.c3) + product(c3, other.c0),
            product(c1, other.c2) + product(c2, other.c1)));
  }

  public KoalaBearExtension squared() {
    return times(this);
  }

  /** To a power in {@code [0, 2^63)}; 0 to the power 0 is 1. */
  public KoalaBearExtension power(long exponent) {
    KoalaBearExtension result = ONE;
    KoalaBearExtension square = this;
    for (long bits = exponent; bits != 0; bits >>>= 1) {
      if ((bits & 1) != 0) {
        result = result.times(square);
      }
      square = square.squared();
    }
    return result;
  }

  /** To the power {@code 2^count}. */
  public KoalaBearExtension squaredTimes(int count) {
    KoalaBearExtension result = this;
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
  public KoalaBearExtension inverse() {
    KoalaBearExtension conjugates =
        conjugate(Z, Z2, Z3).times(conjugate(Z2, 1, Z2)).times(conjugate(Z3, Z2, Z));
    return conjugates.times(KoalaBear.inverse(times(conjugates).c0));
  }

  /**
   * The quotient.
   *
   * @throws ArithmeticException if the divisor is 0
   */
  public KoalaBearExtension dividedBy(KoalaBearExtension divisor) {
    return times(divisor.inverse());
  }

  /**
   * Replaces each element by its inverse, at the price of one inversion.
   *
   * @throws ArithmeticException if one of them is 0; the array is then as it was
   */
  public static void invertAll(KoalaBearExtension[] elements) {
    KoalaBearExtension[] products = new KoalaBearExtension[elements.length];
    KoalaBearExtension product = ONE;
    for (int i = 0; i < elements.length; i++) {
      products[i] = product;
      product = product.times(elements[i]);
    }
    KoalaBearExtension inverse = product.inverse();
    for (int i = elements.length - 1; i >= 0; i--) {
      KoalaBearExtension element = elements[i];
      elements[i] = inverse.times(products[i]);
      inverse = inverse.times(element);
    }
  }

  private KoalaBearExtension conjugate(int z1, int z2, int z3) {
    return new KoalaBearExtension(
        c0, KoalaBear.multiply(c1, z1), KoalaBear.multiply(c2, z2), KoalaBear.multiply(c3, z3));
  }

  private static long product(int a, int b) {
    return (long) a * b;
  }

  /** The residue of the sum of two values, each below 2^63. */
  private static int sum(long a, long b) {
    return KoalaBear.add(KoalaBear.reduce(a), KoalaBear.reduce(b));
  }
}
