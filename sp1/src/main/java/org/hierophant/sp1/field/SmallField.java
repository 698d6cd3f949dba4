package org.hierophant.sp1.field;

/**
 * Arithmetic modulo a prime of 31 bits.
 *
 * <p><b>Shape.</b> Elements are {@code int}s in {@code [0, p)}; every method takes and returns
 * canonical elements and does not check them. A record, since of records HotSpot takes the
 * components for constants: with a constant field a product's reduction compiles to
 * multiplications.
 *
 * <p><b>Source.</b> p3-baby-bear 0.2.3-succinct, p3-koala-bear 0.4.3-succinct.
 *
 * @param p the modulus
 * @param generator of the multiplicative group
 * @param twoAdicity the largest k for which 2^k divides p - 1
 * @param twoAdicGenerator of order {@code 2^twoAdicity}; its square has half that order, and so on
 */
public record SmallField(int p, int generator, int twoAdicity, int twoAdicGenerator) {
  /** p = 2^31 - 2^27 + 1 = 2013265921, the base field of SP1 v4 and v5. */
  public static final SmallField BABY_BEAR = new SmallField(0x78000001, 31, 27, 440564289);

  /** p = 2^31 - 2^24 + 1 = 2130706433, the base field of SP1 v6. */
  public static final SmallField KOALA_BEAR = new SmallField(0x7f000001, 3, 24, 1791270792);

  /** True if the word is a canonical element; the sign bit counts as 2^31. */
  public boolean isCanonical(int word) {
    return Integer.compareUnsigned(word, p) < 0;
  }

  /** The residue of any word, taken as unsigned. */
  public int ofUnsigned(int word) {
    return Integer.remainderUnsigned(word, p);
  }

  public int add(int a, int b) {
    int sum = a + (b - p);
    return sum + ((sum >> 31) & p);
  }

  public int subtract(int a, int b) {
    int difference = a - b;
    return difference + ((difference >> 31) & p);
  }

  public int negate(int a) {
    return subtract(0, a);
  }

  public int multiply(int a, int b) {
    return reduce((long) a * b);
  }

  /** The residue of a value in {@code [0, 2^63)}. */
  public int reduce(long value) {
    return (int) (value % p);
  }

  /** The residue of the sum of two values in {@code [0, 2^63)}. */
  int sum(long a, long b) {
    return add(reduce(a), reduce(b));
  }

  /** {@code a} to a power in {@code [0, 2^63)}; 0 to the power 0 is 1. */
  public int power(int a, long exponent) {
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
  public int inverse(int a) {
    if (a == 0) {
      throw new ArithmeticException("0 has no inverse");
    }
    return power(a, p - 2);
  }

  /**
   * Replaces each element by its inverse, at the price of one inversion and three multiplications
   * for each.
   *
   * @throws ArithmeticException if one of them is 0; the array is then as it was
   */
  public void invertAll(int[] elements) {
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
  public int twoAdicGenerator(int logOrder) {
    if (logOrder < 0 || logOrder > twoAdicity) {
      throw new IllegalArgumentException("no element of order 2^" + logOrder);
    }
    int root = twoAdicGenerator;
    for (int i = logOrder; i < twoAdicity; i++) {
      root = multiply(root, root);
    }
    return root;
  }
}
