package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The curve −x² + y² = 1 + dx²y² of Ed25519.
 *
 * <p><b>Shape.</b> A point is x, then y, 32 little-endian bytes each. Results are canonical.
 *
 * <p><b>Source.</b> {@code edwards/mod.rs} and {@code edwards/ed25519.rs} of sp1-curves 5.2.4 and
 * 6.10.0; curve25519-dalek 4.1.3.
 */
final class EdwardsCurve {
  private static final int LENGTH = 32;
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_EXPONENT = P.add(BigInteger.valueOf(3)).shiftRight(3);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  private EdwardsCurve() {}

  /**
   * The sum of two points.
   *
   * <p>v5 puts any coordinates into the formula. v6 takes of each operand y without its highest
   * bit, and of x nothing but the parity; the highest bit of y makes x odd as well.
   *
   * @throws PrecompileFault in v6 if y is that of no point
   */
  static byte[] add(Generation generation, byte[] left, byte[] right) {
    BigInteger x1 = x(generation, left);
    BigInteger y1 = y(generation, left);
    BigInteger x2 = x(generation, right);
    BigInteger y2 = y(generation, right);
    BigInteger product = D.multiply(x1).multiply(y1).mod(P).multiply(x2).multiply(y2).mod(P);
    BigInteger x =
        x1.multiply(y2)
            .add(x2.multiply(y1))
            .multiply(Numbers.inverse(BigInteger.ONE.add(product), P));
    BigInteger y =
        y1.multiply(y2)
            .add(x1.multiply(x2))
            .multiply(Numbers.inverse(BigInteger.ONE.subtract(product), P));
    byte[] result = new byte[2 * LENGTH];
    Numbers.putLittleEndian(x.mod(P), result, 0, LENGTH);
    Numbers.putLittleEndian(y.mod(P), result, LENGTH, LENGTH);
    return result;
  }

  private static BigInteger x(Generation generation, byte[] point) {
    if (generation == Generation.V5) {
      return Numbers.ofLittleEndian(point, 0, LENGTH);
    }
    boolean odd = (point[0] & 1) != 0 || point[2 * LENGTH - 1] < 0;
    return decompress(y(generation, point), odd);
  }

  private static BigInteger y(Generation generation, byte[] point) {
    BigInteger y = Numbers.ofLittleEndian(point, LENGTH, LENGTH);
    return generation == Generation.V5 ? y : y.clearBit(255);
  }

  /**
   * The x that belongs to a y, which need not be canonical; 0 is its own negative.
   *
   * @throws PrecompileFault if there is none
   */
  static BigInteger decompress(BigInteger y, boolean odd) {
    BigInteger square = y.multiply(y).mod(P);
    BigInteger u = square.subtract(BigInteger.ONE);
    BigInteger v = D.multiply(square).add(BigInteger.ONE);
    BigInteger x = root(u.multiply(Numbers.inverse(v, P)).mod(P));
    if (x == null) {
      throw new PrecompileFault("no point of the curve has this y");
    }
    return odd ? P.subtract(x).mod(P) : x;
  }

  /** The even square root of a canonical element. */
  static @Nullable BigInteger root(BigInteger square) {
    BigInteger root = square.modPow(ROOT_EXPONENT, P);
    BigInteger found = root.multiply(root).mod(P);
    if (!found.equals(square)) {
      if (!found.add(square).mod(P).equals(BigInteger.ZERO)) {
        return null;
      }
      root = root.multiply(ROOT_OF_MINUS_ONE).mod(P);
    }
    return root.testBit(0) ? P.subtract(root) : root;
  }
}
