package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Square roots modulo a prime: the very root of the two that upstream's procedure finds. With a
 * modulus that is not prime it computes the same noise.
 *
 * <p><b>Source.</b> {@code fp_ops} in {@code hook.rs} of sp1-core-executor 6.10.0; Tonelli and
 * Shanks.
 */
final class SquareRoots {
  private final BigInteger p;
  private final BigInteger nonResidue;
  private final Modulus modulus;

  SquareRoots(BigInteger p, BigInteger nonResidue, LongConsumer work) {
    this.p = p;
    this.nonResidue = nonResidue;
    this.modulus = new Modulus(p, work);
  }

  /**
   * @throws PrecompileFault if the procedure does not come to an end
   */
  @Nullable BigInteger of(BigInteger element) {
    if (p.testBit(0) && p.testBit(1)) { // 3 modulo 4
      BigInteger root = modulus.power(element, p.add(BigInteger.ONE).shiftRight(2));
      return modulus.multiply(root, root).equals(element) ? root : null;
    }
    if (element.signum() == 0) {
      throw new PrecompileFault("zero has no Legendre symbol");
    }
    BigInteger symbol = modulus.power(element, p.subtract(BigInteger.ONE).shiftRight(1));
    return symbol.equals(BigInteger.ONE) ? general(element) : null;
  }

  private @Nullable BigInteger general(BigInteger element) {
    int m = Math.max(0, p.subtract(BigInteger.ONE).getLowestSetBit());
    BigInteger odd = p.subtract(BigInteger.ONE).shiftRight(m);
    BigInteger c = modulus.power(nonResidue, odd);
    BigInteger root = modulus.power(element, odd.add(BigInteger.ONE).shiftRight(1));
    BigInteger t = modulus.power(element, odd);
    while (!t.equals(BigInteger.ONE)) {
      if (m == 0) {
        throw new PrecompileFault("the modulus is even");
      }
      int order = 0;
      for (BigInteger power = t; !power.equals(BigInteger.ONE); order++) {
        if (order == m) {
          return null;
        }
        power = modulus.multiply(power, power);
      }
      if (order == m) {
        return null;
      }
      BigInteger b = modulus.squareRepeatedly(c, m - order - 1);
      root = modulus.multiply(root, b);
      c = modulus.multiply(b, b);
      t = modulus.multiply(t, c);
      m = order;
    }
    return root;
  }
}
