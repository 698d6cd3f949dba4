package org.hierophant.sp1.curve;

import java.math.BigInteger;

/**
 * Element of BN254's scalar field, the numbers modulo the order of its groups.
 *
 * @param value from 0 to the order, exclusive
 */
public record Scalar(BigInteger value) {
  /** The order of the groups. */
  public static final BigInteger ORDER =
      new BigInteger("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001", 16);

  /** Length of the encoding. */
  public static final int BYTES = 32;

  /** Zero. */
  public static final Scalar ZERO = new Scalar(BigInteger.ZERO);

  /** One. */
  public static final Scalar ONE = new Scalar(BigInteger.ONE);

  public Scalar {
    if (!isCanonical(value)) {
      throw new IllegalArgumentException("not below the order of the group: " + value);
    }
  }

  /** True if the value is that of a scalar as it is, without reduction. */
  public static boolean isCanonical(BigInteger value) {
    return value.signum() >= 0 && value.compareTo(ORDER) < 0;
  }

  /** The scalar of a number, reduced. */
  public static Scalar of(long value) {
    return reduced(BigInteger.valueOf(value));
  }

  /** The scalar of bytes, big endian, reduced: for hashes. */
  public static Scalar reduced(byte[] bytes) {
    return reduced(new BigInteger(1, bytes));
  }

  /**
   * Reads 32 bytes, big endian.
   *
   * @throws PointException if they are not below the order
   */
  public static Scalar parse(byte[] bytes, int offset) throws PointException {
    BigInteger value = new BigInteger(1, bytes, offset, BYTES);
    if (!isCanonical(value)) {
      throw new PointException("scalar not below the order of the group");
    }
    return new Scalar(value);
  }

  /** 32 bytes, big endian. */
  public byte[] toByteArray() {
    byte[] digits = value.toByteArray();
    byte[] padded = new byte[BYTES];
    System.arraycopy(digits, 0, padded, BYTES - digits.length, digits.length);
    return padded;
  }

  public Scalar plus(Scalar other) {
    return reduced(value.add(other.value));
  }

  public Scalar minus(Scalar other) {
    return reduced(value.subtract(other.value));
  }

  public Scalar times(Scalar other) {
    return reduced(value.multiply(other.value));
  }

  public Scalar negate() {
    return reduced(value.negate());
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  /** This to a power that is not negative. */
  public Scalar power(BigInteger exponent) {
    return new Scalar(value.modPow(exponent, ORDER));
  }

  /**
   * The inverse.
   *
   * @throws ArithmeticException for zero
   */
  public Scalar inverse() {
    return new Scalar(value.modInverse(ORDER));
  }

  private static Scalar reduced(BigInteger value) {
    return new Scalar(value.mod(ORDER));
  }
}
