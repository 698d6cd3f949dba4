package org.hierophant.sp1.curve;

import java.math.BigInteger;

/**
 * Element {@code a + b·w} of the quadratic extension of {@link Fp6}, where {@code w² = v}: where
 * pairings have their values.
 */
record Fp12(Fp6 a, Fp6 b) {
  static final Fp12 ONE = new Fp12(Fp6.ONE, Fp6.ZERO);

  /** Powers of {@code (9 + u)^((p - 1) / 6)}: what raising to the p-th power does to those of w. */
  private static final Fp2[] FROBENIUS = frobeniusFactors();

  private static Fp2[] frobeniusFactors() {
    Fp2[] factors = new Fp2[6];
    Fp2 root =
        Fp2.XI.power(
            Fp.MODULUS.subtract(BigInteger.ONE).divide(BigInteger.valueOf(factors.length)));
    factors[0] = Fp2.ONE;
    for (int i = 1; i < factors.length; i++) {
      factors[i] = factors[i - 1].times(root);
    }
    return factors;
  }

  /** What raising to the p-th power multiplies the coefficient of {@code w^power} with. */
  static Fp2 frobeniusFactor(int power) {
    return FROBENIUS[power];
  }

  Fp12 times(Fp12 other) {
    Fp6 aa = a.times(other.a);
    Fp6 bb = b.times(other.b);
    Fp6 cross = a.plus(b).times(other.a.plus(other.b));
    return new Fp12(aa.plus(bb.timesV()), cross.minus(aa).minus(bb));
  }

  Fp12 square() {
    Fp6 ab = a.times(b);
    Fp6 both = a.plus(b).times(a.plus(b.timesV()));
    return new Fp12(both.minus(ab).minus(ab.timesV()), ab.plus(ab));
  }

  /** This times {@code x + (y + z·v)·w}: the value of a line. */
  Fp12 timesLine(Fp2 x, Fp2 y, Fp2 z) {
    Fp6 aa = a.times(x);
    Fp6 bb = b.timesSparse(y, z);
    Fp6 cross = a.plus(b).timesSparse(x.plus(y), z);
    return new Fp12(aa.plus(bb.timesV()), cross.minus(aa).minus(bb));
  }

  /** The p^6-th power; in the group of pairing values, the inverse. */
  Fp12 conjugate() {
    return new Fp12(a, b.negate());
  }

  Fp12 inverse() {
    Fp6 norm = a.square().minus(b.square().timesV()).inverse();
    return new Fp12(a.times(norm), b.negate().times(norm));
  }

  /** The p-th power. */
  Fp12 frobenius() {
    return new Fp12(
        new Fp6(
            a.a().conjugate(),
            a.b().conjugate().times(FROBENIUS[2]),
            a.c().conjugate().times(FROBENIUS[4])),
        new Fp6(
            b.a().conjugate().times(FROBENIUS[1]),
            b.b().conjugate().times(FROBENIUS[3]),
            b.c().conjugate().times(FROBENIUS[5])));
  }

  Fp12 power(BigInteger exponent) {
    Fp12 result = ONE;
    for (int i = exponent.bitLength() - 1; i >= 0; i--) {
      result = result.square();
      if (exponent.testBit(i)) {
        result = result.times(this);
      }
    }
    return result;
  }
}
