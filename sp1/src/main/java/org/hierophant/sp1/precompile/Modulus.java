package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import java.util.function.LongConsumer;

/** Arithmetic modulo a number of the guest's choice, which tells what it costs as it goes. */
final class Modulus {
  /** Bits of an exponent between two calls of {@code work}. */
  private static final int PIECE_BITS = 64;

  private final BigInteger value;
  private final LongConsumer work;
  private final long multiplicationCost;

  Modulus(BigInteger value, LongConsumer work) {
    this.value = value;
    this.work = work;
    long limbs = value.bitLength() / 64 + 1;
    this.multiplicationCost = 50 + limbs * limbs / 2;
  }

  BigInteger multiply(BigInteger a, BigInteger b) {
    work.accept(multiplicationCost);
    return a.multiply(b).mod(value);
  }

  /** {@code base} squared {@code times} times. */
  BigInteger squareRepeatedly(BigInteger base, int times) {
    BigInteger result = base;
    for (int i = 0; i < times; i++) {
      result = multiply(result, result);
    }
    return result;
  }

  /** A power, in pieces of the exponent. */
  BigInteger power(BigInteger base, BigInteger exponent) {
    BigInteger shift = BigInteger.ONE.shiftLeft(PIECE_BITS);
    BigInteger mask = shift.subtract(BigInteger.ONE);
    BigInteger result = BigInteger.ONE.mod(value);
    for (int at = (exponent.bitLength() - 1) / PIECE_BITS; at >= 0; at--) {
      work.accept(2 * PIECE_BITS * multiplicationCost);
      BigInteger piece = exponent.shiftRight(at * PIECE_BITS).and(mask);
      result = result.modPow(shift, value).multiply(base.modPow(piece, value)).mod(value);
    }
    return result;
  }
}
