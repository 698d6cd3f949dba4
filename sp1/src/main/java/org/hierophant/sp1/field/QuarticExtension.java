package org.hierophant.sp1.field;

/**
 * Element of an extension of a {@link SmallField} by a fourth root of one of its elements, w.
 *
 * <p><b>Shape.</b> Four canonical coefficients, the constant one first. Immutable. Each field has a
 * type of its own, so that elements of different ones do not meet.
 *
 * @param <E> the type itself
 */
public sealed interface QuarticExtension<E extends QuarticExtension<E>>
    permits BabyBearExtension, KoalaBearExtension {
  /** Coefficients of an element. */
  int DEGREE = 4;

  /** The field that coefficients are of. */
  SmallField base();

  /** What the fourth power of the adjoined root is. */
  int w();

  /** The element of these coefficients. */
  E element(int c0, int c1, int c2, int c3);

  int c0();

  int c1();

  int c2();

  int c3();

  /** The four coefficients. */
  default int[] coefficients() {
    return new int[] {c0(), c1(), c2(), c3()};
  }

  default boolean isZero() {
    return (c0() | c1() | c2() | c3()) == 0;
  }

  default E plus(E other) {
    SmallField base = base();
    return element(
        base.add(c0(), other.c0()),
        base.add(c1(), other.c1()),
        base.add(c2(), other.c2()),
        base.add(c3(), other.c3()));
  }

  default E plus(int other) {
    return element(base().add(c0(), other), c1(), c2(), c3());
  }

  default E minus(E other) {
    SmallField base = base();
    return element(
        base.subtract(c0(), other.c0()),
        base.subtract(c1(), other.c1()),
        base.subtract(c2(), other.c2()),
        base.subtract(c3(), other.c3()));
  }

  default E minus(int other) {
    return element(base().subtract(c0(), other), c1(), c2(), c3());
  }

  default E negated() {
    SmallField base = base();
    return element(base.negate(c0()), base.negate(c1()), base.negate(c2()), base.negate(c3()));
  }

  default E times(int other) {
    SmallField base = base();
    return element(
        base.multiply(c0(), other),
        base.multiply(c1(), other),
        base.multiply(c2(), other),
        base.multiply(c3(), other));
  }

  default E times(E other) {
    SmallField base = base();
    long a0 = c0();
    long a1 = c1();
    long a2 = c2();
    long a3 = c3();
    int b0 = other.c0();
    int b1 = other.c1();
    int b2 = other.c2();
    int b3 = other.c3();
    // A signed long holds the sum of two products, not of three.
    long high1 = base.sum(a1 * b3 + a3 * b1, a2 * b2);
    long high2 = base.reduce(a2 * b3 + a3 * b2);
    long high3 = base.reduce(a3 * b3);
    return element(
        base.sum(a0 * b0, w() * high1),
        base.sum(a0 * b1 + a1 * b0, w() * high2),
        base.sum(a0 * b2 + a2 * b0, w() * high3 + base.reduce(a1 * b1)),
        base.sum(a0 * b3 + a3 * b0, a1 * b2 + a2 * b1));
  }

  default E squared() {
    return times(element(c0(), c1(), c2(), c3()));
  }

  /** To a power in {@code [0, 2^63)}; 0 to the power 0 is 1. */
  default E power(long exponent) {
    E result = element(1, 0, 0, 0);
    E square = element(c0(), c1(), c2(), c3());
    for (long bits = exponent; bits != 0; bits >>>= 1) {
      if ((bits & 1) != 0) {
        result = result.times(square);
      }
      square = square.squared();
    }
    return result;
  }

  /** To the power {@code 2^count}. */
  default E squaredTimes(int count) {
    E result = element(c0(), c1(), c2(), c3());
    for (int i = 0; i < count; i++) {
      result = result.squared();
    }
    return result;
  }

  /**
   * The inverse: what takes this to its norm, over the norm, which lies in the base field. The
   * first factor leaves the coefficients of even powers alone, the second the constant one.
   *
   * @throws ArithmeticException if this is 0
   */
  default E inverse() {
    SmallField base = base();
    E first = element(c0(), base.negate(c1()), c2(), base.negate(c3()));
    E even = times(first);
    E second = element(even.c0(), 0, base.negate(even.c2()), 0);
    return first.times(second).times(base.inverse(even.times(second).c0()));
  }

  /**
   * The quotient.
   *
   * @throws ArithmeticException if the divisor is 0
   */
  default E dividedBy(E divisor) {
    return times(divisor.inverse());
  }

  /**
   * Replaces each element by its inverse, at the price of one inversion.
   *
   * @throws ArithmeticException if one of them is 0; the array is then as it was
   */
  static <E extends QuarticExtension<E>> void invertAll(E[] elements) {
    if (elements.length == 0) {
      return;
    }
    E[] products = elements.clone();
    for (int i = 1; i < elements.length; i++) {
      products[i] = products[i - 1].times(elements[i]);
    }
    E inverse = products[elements.length - 1].inverse();
    for (int i = elements.length - 1; i > 0; i--) {
      E element = elements[i];
      elements[i] = inverse.times(products[i - 1]);
      inverse = inverse.times(element);
    }
    elements[0] = inverse;
  }
}
