package org.hierophant.sp1.curve;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Element of BN254's base field.
 *
 * <p><b>Shape.</b> Four 64-bit limbs, lowest first, of the value times 2^256 (Montgomery), always
 * below the modulus: equal elements have equal limbs.
 *
 * <p><b>Source.</b> The modulus is EIP-196's; the multiplication interleaves reduction word by word
 * (CIOS), which needs no fifth limb because the modulus leaves two bits of the highest one free.
 */
record Fp(long a0, long a1, long a2, long a3) implements FieldElement<Fp> {
  static final BigInteger MODULUS =
      new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);
  static final int BYTES = 32;

  private static final long P0 = 0x3c208c16d87cfd47L;
  private static final long P1 = 0x97816a916871ca8dL;
  private static final long P2 = 0xb85045b68181585dL;
  private static final long P3 = 0x30644e72e131a029L;

  /** Minus the inverse of the modulus, modulo 2^64. */
  private static final long NEGATED_INVERSE = 0x87d20782e4866389L;

  private static final Fp R_SQUARED = limbs(BigInteger.ONE.shiftLeft(512).mod(MODULUS));
  private static final Fp RAW_ONE = new Fp(1, 0, 0, 0);
  private static final BigInteger INVERSE_EXPONENT = MODULUS.subtract(BigInteger.TWO);
  private static final BigInteger ROOT_EXPONENT = MODULUS.add(BigInteger.ONE).shiftRight(2);
  private static final BigInteger HALF = MODULUS.shiftRight(1);

  static final Fp ZERO = new Fp(0, 0, 0, 0);
  static final Fp ONE = of(BigInteger.ONE);
  static final Fp ONE_HALF = of(BigInteger.TWO).inverse();

  /** The element of a number, reduced. */
  static Fp of(BigInteger value) {
    return limbs(value.mod(MODULUS)).times(R_SQUARED);
  }

  static Fp of(long value) {
    return of(BigInteger.valueOf(value));
  }

  /** Reads 32 bytes, big endian; empty if they are not below the modulus. */
  static Optional<Fp> parse(byte[] bytes, int offset) {
    BigInteger value = new BigInteger(1, bytes, offset, BYTES);
    return value.compareTo(MODULUS) < 0 ? Optional.of(of(value)) : Optional.empty();
  }

  private static Fp limbs(BigInteger value) {
    return new Fp(
        value.longValue(),
        value.shiftRight(64).longValue(),
        value.shiftRight(128).longValue(),
        value.shiftRight(192).longValue());
  }

  BigInteger toBigInteger() {
    Fp plain = times(RAW_ONE);
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(plain.a3).putLong(plain.a2).putLong(plain.a1).putLong(plain.a0);
    return new BigInteger(1, bytes.array());
  }

  /** Writes 32 bytes, big endian. */
  void write(ByteBuffer out) {
    Fp plain = times(RAW_ONE);
    out.putLong(plain.a3).putLong(plain.a2).putLong(plain.a1).putLong(plain.a0);
  }

  /** True if the value is larger than its negative, gnark's "lexicographically largest". */
  boolean isLarger() {
    return toBigInteger().compareTo(HALF) > 0;
  }

  @Override
  public boolean isZero() {
    return (a0 | a1 | a2 | a3) == 0;
  }

  @Override
  public Fp plus(Fp b) {
    long s0 = a0 + b.a0;
    long carry = below(s0, a0);
    long t1 = a1 + b.a1;
    long s1 = t1 + carry;
    carry = below(t1, a1) | below(s1, t1);
    long t2 = a2 + b.a2;
    long s2 = t2 + carry;
    carry = below(t2, a2) | below(s2, t2);
    return reduced(s0, s1, s2, a3 + b.a3 + carry);
  }

  @Override
  public Fp minus(Fp b) {
    long d0 = a0 - b.a0;
    long borrow = below(a0, b.a0);
    long t1 = a1 - b.a1;
    long d1 = t1 - borrow;
    borrow = below(a1, b.a1) | below(t1, borrow);
    long t2 = a2 - b.a2;
    long d2 = t2 - borrow;
    borrow = below(a2, b.a2) | below(t2, borrow);
    long t3 = a3 - b.a3;
    long d3 = t3 - borrow;
    borrow = below(a3, b.a3) | below(t3, borrow);
    long mask = -borrow; // a negative difference takes the modulus back
    long s0 = d0 + (P0 & mask);
    long carry = below(s0, d0);
    long u1 = d1 + (P1 & mask);
    long s1 = u1 + carry;
    carry = below(u1, d1) | below(s1, u1);
    long u2 = d2 + (P2 & mask);
    long s2 = u2 + carry;
    carry = below(u2, d2) | below(s2, u2);
    return new Fp(s0, s1, s2, d3 + (P3 & mask) + carry);
  }

  @Override
  public Fp negate() {
    return ZERO.minus(this);
  }

  @Override
  public Fp square() {
    return times(this);
  }

  @Override
  public Fp times(Fp b) {
    long t0 = 0;
    long t1 = 0;
    long t2 = 0;
    long t3 = 0;
    for (int i = 0; i < 4; i++) {
      long y = i == 0 ? b.a0 : i == 1 ? b.a1 : i == 2 ? b.a2 : b.a3;
      // t + a·y, of which the lowest limb becomes zero by adding m·p
      long low = a0 * y;
      long c = Math.unsignedMultiplyHigh(a0, y);
      long s = low + t0;
      c += below(s, low);
      long m = s * NEGATED_INVERSE;
      low = m * P0;
      long d = Math.unsignedMultiplyHigh(m, P0) + below(low + s, s);

      low = a1 * y;
      long high = Math.unsignedMultiplyHigh(a1, y);
      s = low + t1;
      high += below(s, low);
      low = s + c;
      c = high + below(low, s);
      s = m * P1;
      high = Math.unsignedMultiplyHigh(m, P1);
      low += s;
      high += below(low, s);
      t0 = low + d;
      d = high + below(t0, low);

      low = a2 * y;
      high = Math.unsignedMultiplyHigh(a2, y);
      s = low + t2;
      high += below(s, low);
      low = s + c;
      c = high + below(low, s);
      s = m * P2;
      high = Math.unsignedMultiplyHigh(m, P2);
      low += s;
      high += below(low, s);
      t1 = low + d;
      d = high + below(t1, low);

      low = a3 * y;
      high = Math.unsignedMultiplyHigh(a3, y);
      s = low + t3;
      high += below(s, low);
      low = s + c;
      c = high + below(low, s);
      s = m * P3;
      high = Math.unsignedMultiplyHigh(m, P3);
      low += s;
      high += below(low, s);
      t2 = low + d;
      d = high + below(t2, low);

      t3 = c + d;
    }
    return reduced(t0, t1, t2, t3);
  }

  @Override
  public Fp inverse() {
    return power(INVERSE_EXPONENT);
  }

  Fp power(BigInteger exponent) {
    Fp result = ONE;
    for (int i = exponent.bitLength() - 1; i >= 0; i--) {
      result = result.square();
      if (exponent.testBit(i)) {
        result = result.times(this);
      }
    }
    return result;
  }

  /** A square root, if there is one. */
  Optional<Fp> root() {
    Fp root = power(ROOT_EXPONENT); // the modulus is 3 modulo 4
    return root.square().equals(this) ? Optional.of(root) : Optional.empty();
  }

  /** Subtracts the modulus once, if the limbs are not below it. */
  private static Fp reduced(long s0, long s1, long s2, long s3) {
    long d0 = s0 - P0;
    long borrow = below(s0, P0);
    long t1 = s1 - P1;
    long d1 = t1 - borrow;
    borrow = below(s1, P1) | below(t1, borrow);
    long t2 = s2 - P2;
    long d2 = t2 - borrow;
    borrow = below(s2, P2) | below(t2, borrow);
    long t3 = s3 - P3;
    long d3 = t3 - borrow;
    borrow = below(s3, P3) | below(t3, borrow);
    return borrow == 0 ? new Fp(d0, d1, d2, d3) : new Fp(s0, s1, s2, s3);
  }

  private static long below(long x, long y) {
    return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
  }

  @Override
  public String toString() {
    return toBigInteger().toString();
  }
}
