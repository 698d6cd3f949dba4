package org.hierophant.sp1.field;

/**
 * Arithmetic modulo p = 2^31 - 2^24 + 1 = 2130706433, the base field of SP1 v6.
 *
 * <p><b>Shape.</b> Elements are {@code int}s in {@code [0, p)}; every method takes and returns
 * canonical elements and does not check them. p is a constant, so a product's reduction compiles to
 * multiplications.
 *
 * <p><b>Source.</b> p3-koala-bear 0.4.3-succinct.
 */
public final class KoalaBear {
  /** The modulus. */
  public static final int P = 0x7f000001;

  /** Generator of the multiplicative group. */
  public static final int GENERATOR = 3;

  /** The largest k for which 2^k divides p - 1. */
  public static final int TWO_ADICITY = 24;

  /** Of order {@code 2^TWO_ADICITY}; its square has half that order, and so on. */
  public static final int TWO_ADIC_GENERATOR = 1791270792;

  private KoalaBear() {}

  /** True if the word is a canonical element; the sign bit counts as 2^31. */
  public static boolean isCanonical(int word) {
    return Integer.compareUnsigned(word, P) < 0;
  }

  /** The residue of any word, taken as unsigned. */
  public static int ofUnsigned(int word) {
    return Integer.remainderUnsigned(word, P);
  }

  public static int add(int a, int b) {
    int sum = a + (b - P);
    return sum + ((sum >> 31) & P);
  }

  public static int subtract(int a, int b) {
    int difference = a - b;
    return difference + ((difference >> 31) & P);
  }

  public static int negate(int a) {
    return subtract(0, a);
  }

  public static int multiply(int a, int b) {
    return reduce((long) a * b);
  }

  /** The residue of a value in {@code [0, 2^63)}. */
  public static int reduce(long value) {
    return (int) (value % P);
  }

  /** {@code a} to a power in {@code [0, 2^63)}; 0 to the power 0 is 1. */
  public static int power(int a, long exponent) {
    int result = 1;
    int square = a;
    for (long bits = exponent; bits != 0; bits >>>= 1) {
      if ((bits & 1) != 0) {
        result = multiply(result, square);
      }
      square = multiply(square, square);
    }
    return result;
  }

  /**
   * The inverse.
   *
   * @throws ArithmeticException if {@code a} is 0
   */
  public static int inverse(int a) {
    if (a == 0) {
      throw new ArithmeticException("0 has no inverse");
    }
    return power(a, P - 2);
  }

  /**
   * Replaces each element by its inverse, at the price of one inversion and three multiplications
   * for each.
   *
   * @throws ArithmeticException if one of them is 0; the array is then as it was
   */
  public static void invertAll(int[] elements) {
    int[] products = new int[elements.length];
    int product = 1;
    for (int i = 0; i < elements.length; i++) {
      products[i] = product;
      product = multiply(product, elements[i]);
    }
    int inverse = inverse(product);
    for (int i = elements.length - 1; i >= 0; i--) {
      int element = elements[i];
      elements[i] = multiply(inverse, products[i]);
      inverse = multiply(inverse, element);
    }
  }

  /**
   * An element of order {@code 2^logOrder}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static int twoAdicGenerator(int logOrder) {
    if (logOrder < 0 || logOrder > TWO_ADICITY) {
      throw new IllegalArgumentException("no element of order 2^" + logOrder);
    }
    int generator = TWO_ADIC_GENERATOR;
    for (int i = logOrder; i < TWO_ADICITY; i++) {
      generator = multiply(generator, generator);
    }
    return generator;
  }
}
