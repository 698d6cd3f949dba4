package org.hierophant.sp1.verifier.hypercube;

import static org.hierophant.sp1.field.SmallField.KOALA_BEAR;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;

/**
 * Multilinear polynomials, given by their values where all variables are 0 or 1.
 *
 * <p><b>Shape.</b> The first coordinate of a point belongs to the most significant bit of an index.
 */
final class Multilinear {
  private Multilinear() {}

  /** The extension elements of which these are the coefficients. */
  static KoalaBearExtension[] elements(int[] flat) {
    KoalaBearExtension[] elements = new KoalaBearExtension[flat.length / QuarticExtension.DEGREE];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = KoalaBearExtension.of(flat, i * QuarticExtension.DEGREE);
    }
    return elements;
  }

  /** The weight of each index at a point. */
  static KoalaBearExtension[] weights(KoalaBearExtension[] point) {
    KoalaBearExtension[] weights = new KoalaBearExtension[1 << point.length];
    weights[0] = KoalaBearExtension.ONE;
    int count = 1;
    for (KoalaBearExtension coordinate : point) {
      for (int i = count - 1; i >= 0; i--) {
        KoalaBearExtension high = weights[i].times(coordinate);
        weights[2 * i] = weights[i].minus(high);
        weights[2 * i + 1] = high;
      }
      count *= 2;
    }
    return weights;
  }

  /** The sum of products, as far as there are values: the others are zero. */
  static KoalaBearExtension sum(KoalaBearExtension[] weights, KoalaBearExtension[] values) {
    KoalaBearExtension sum = KoalaBearExtension.ZERO;
    for (int i = 0; i < values.length; i++) {
      sum = sum.plus(weights[i].times(values[i]));
    }
    return sum;
  }

  /** The value at a point. */
  static KoalaBearExtension evaluate(KoalaBearExtension[] values, KoalaBearExtension[] point) {
    return sum(weights(point), values);
  }

  /** The product of {@code xy + (1-x)(1-y)} over all coordinates: 1 where two indices agree. */
  static KoalaBearExtension equal(KoalaBearExtension[] a, KoalaBearExtension[] b) {
    KoalaBearExtension product = KoalaBearExtension.ONE;
    for (int i = 0; i < a.length; i++) {
      KoalaBearExtension both = a[i].times(b[i]);
      product = product.times(both.plus(both).minus(a[i]).minus(b[i]).plus(1));
    }
    return product;
  }

  /** As {@link #equal} with the bits of a number, the highest of {@code bits} first. */
  static KoalaBearExtension equalBits(
      int number, int bits, KoalaBearExtension[] point, int start, KoalaBearExtension factor) {
    KoalaBearExtension product = factor;
    for (int i = 0; i < bits; i++) {
      KoalaBearExtension high = product.times(point[start + i]);
      product = ((number >>> (bits - 1 - i)) & 1) != 0 ? high : product.minus(high);
    }
    return product;
  }

  /**
   * The weight at a point of all indices not below a height.
   *
   * @param heightBits zeros and ones, the highest bit first, as many as the point has coordinates
   *     and one more: the point is taken as preceded by 0
   */
  static KoalaBearExtension atLeast(int[] heightBits, KoalaBearExtension[] point) {
    KoalaBearExtension result = KoalaBearExtension.ONE;
    for (int i = point.length - 1; i >= 0; i--) {
      KoalaBearExtension x = point[i];
      result =
          heightBits[i + 1] != 0
              ? x.times(result)
              : KoalaBearExtension.ONE.minus(x).times(result).plus(x);
    }
    // The coordinate 0 before the point: nothing of it is left if the height's highest bit is 1.
    return heightBits[0] != 0 ? KoalaBearExtension.ZERO : result;
  }

  /** The value of a polynomial, the constant coefficient first. */
  static KoalaBearExtension polynomial(KoalaBearExtension[] coefficients, KoalaBearExtension x) {
    KoalaBearExtension value = KoalaBearExtension.ZERO;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value.times(x).plus(coefficients[i]);
    }
    return value;
  }

  /** What a polynomial's values at 0 and 1 sum to. */
  static KoalaBearExtension sumAtBits(KoalaBearExtension[] coefficients) {
    KoalaBearExtension sum = coefficients[0];
    for (KoalaBearExtension coefficient : coefficients) {
      sum = sum.plus(coefficient);
    }
    return sum;
  }

  /** The value between two at a coordinate. */
  static KoalaBearExtension between(
      KoalaBearExtension at0, KoalaBearExtension at1, KoalaBearExtension coordinate) {
    return at0.plus(at1.minus(at0).times(coordinate));
  }

  /** The least k for which 2^k is not below a positive count. */
  static int logOfCeiling(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
  }

  /** Part of a point. */
  static KoalaBearExtension[] part(KoalaBearExtension[] point, int from, int to) {
    return Arrays.copyOfRange(point, from, to);
  }

  /** The number that bits make, the highest first. */
  static int number(int[] bits) {
    int number = 0;
    for (int bit : bits) {
      number = KOALA_BEAR.add(KOALA_BEAR.add(number, number), bit);
    }
    return number;
  }
}
