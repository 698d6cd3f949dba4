package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import java.util.Arrays;

/** Natural numbers as bytes of a fixed length, in either order. */
final class Numbers {
  static final BigInteger TWO_POW_256 = BigInteger.ONE.shiftLeft(256);

  private Numbers() {}

  /** A number whose lowest byte comes first. */
  static BigInteger ofLittleEndian(byte[] bytes, int from, int length) {
    byte[] reversed = new byte[length];
    for (int i = 0; i < length; i++) {
      reversed[i] = bytes[from + length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  static BigInteger ofLittleEndian(byte[] bytes) {
    return ofLittleEndian(bytes, 0, bytes.length);
  }

  /** Writes a number with its lowest byte first; bytes it does not need become zero. */
  static void putLittleEndian(BigInteger number, byte[] into, int from, int length) {
    byte[] bytes = number.toByteArray();
    for (int i = 0; i < length; i++) {
      int at = bytes.length - 1 - i;
      into[from + i] = at >= 0 ? bytes[at] : 0;
    }
  }

  /** The lowest {@code length} bytes of a number, lowest first. */
  static byte[] littleEndian(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    putLittleEndian(number, bytes, 0, length);
    return bytes;
  }

  /** A number whose highest byte comes first. */
  static BigInteger ofBigEndian(byte[] bytes, int from, int length) {
    return new BigInteger(1, bytes, from, length);
  }

  /** The lowest {@code length} bytes of a number, highest first. */
  static byte[] bigEndian(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] result = new byte[length];
    int count = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - count, result, length - count, count);
    return result;
  }

  /** The inverse modulo a prime as Fermat's theorem gives it: that of zero is zero. */
  static BigInteger inverse(BigInteger number, BigInteger prime) {
    BigInteger residue = number.mod(prime);
    return residue.signum() == 0 ? residue : residue.modInverse(prime);
  }

  /**
   * A difference that upstream takes of unsigned numbers.
   *
   * @throws PrecompileFault if it is negative
   */
  static BigInteger subtract(BigInteger a, BigInteger b) {
    BigInteger difference = a.subtract(b);
    if (difference.signum() < 0) {
      throw new PrecompileFault(
          "a coordinate is so far from canonical that a difference is negative");
    }
    return difference;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
