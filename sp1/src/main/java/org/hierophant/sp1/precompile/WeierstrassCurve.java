package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import java.util.Arrays;
import org.hierophant.sp1.Generation;

/**
 * A curve y² = x³ + ax + b, added on exactly as SP1's executors do: on whatever coordinates a guest
 * gives, with no point at infinity.
 *
 * <p><b>Shape.</b> A point is x, then y, each a little-endian coordinate. Results are canonical.
 *
 * <p><b>Source.</b> {@code weierstrass/mod.rs} of sp1-curves 5.2.4 and 6.10.0.
 */
final class WeierstrassCurve {
  private static final BigInteger THREE = BigInteger.valueOf(3);

  static final WeierstrassCurve SECP256K1 =
      new WeierstrassCurve(
          Curve.SECP256K1,
          "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
          BigInteger.ZERO,
          BigInteger.valueOf(7));
  static final WeierstrassCurve SECP256R1 =
      new WeierstrassCurve(
          Curve.SECP256R1,
          "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
          BigInteger.valueOf(-3),
          new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16));
  static final WeierstrassCurve BN254 =
      new WeierstrassCurve(
          Curve.BN254,
          "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47",
          BigInteger.ZERO,
          THREE);
  static final WeierstrassCurve BLS12381 =
      new WeierstrassCurve(
          Curve.BLS12381,
          "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9fefffffff"
              + "faaab",
          BigInteger.ZERO,
          BigInteger.valueOf(4));

  private final int length;
  private final BigInteger p;
  private final BigInteger a;
  private final BigInteger b;
  private final boolean checkedSinceV6;

  private WeierstrassCurve(Curve curve, String p, BigInteger a, BigInteger b) {
    this.length = curve.coordinateBytes();
    this.p = new BigInteger(p, 16);
    this.a = a.mod(this.p);
    this.b = b;
    this.checkedSinceV6 = curve == Curve.SECP256K1;
  }

  /** Two coordinates as natural numbers, canonical or not. */
  private record Point(BigInteger x, BigInteger y) {}

  BigInteger p() {
    return p;
  }

  /**
   * The sum of two points; P + (−P) is (−2x, −y) by the formula, not a fault, except on v6's
   * secp256k1.
   */
  byte[] add(Generation generation, byte[] left, byte[] right) {
    boolean checked = checkedSinceV6 && generation == Generation.V6;
    if (Arrays.equals(left, right)) {
      if (checked) {
        return twice(generation, left);
      }
      throw new PrecompileFault("the points are the same");
    }
    Point l = point(left);
    Point r = point(right);
    if (checked) {
      requireOnCurve(l);
      requireOnCurve(r);
      require(!l.x().equals(r.x()), "the sum is the point at infinity");
    }
    BigInteger rise = Numbers.subtract(r.y().add(p), l.y());
    BigInteger run = Numbers.subtract(r.x().add(p), l.x());
    return along(l, r.x(), rise.multiply(Numbers.inverse(run, p)).mod(p));
  }

  /** Twice a point; with y = 0 the slope is zero. */
  byte[] twice(Generation generation, byte[] point) {
    Point q = point(point);
    if (checkedSinceV6 && generation == Generation.V6) {
      requireOnCurve(q);
    }
    BigInteger rise = q.x().multiply(q.x()).multiply(THREE).add(a);
    return along(q, q.x(), rise.multiply(Numbers.inverse(q.y().shiftLeft(1), p)).mod(p));
  }

  private byte[] along(Point from, BigInteger otherX, BigInteger slope) {
    BigInteger x =
        Numbers.subtract(slope.multiply(slope).add(p).add(p), from.x().add(otherX)).mod(p);
    BigInteger down = slope.multiply(p.add(from.x()).subtract(x));
    BigInteger y = Numbers.subtract(down.add(p), from.y()).mod(p);
    byte[] result = new byte[2 * length];
    Numbers.putLittleEndian(x, result, 0, length);
    Numbers.putLittleEndian(y, result, length, length);
    return result;
  }

  /** The y of a canonical x, even or odd as wanted. */
  BigInteger decompress(BigInteger x, boolean odd) {
    BigInteger y = rootAt(x);
    return y.testBit(0) == odd ? y : p.subtract(y).mod(p);
  }

  /** The y of a canonical x, the larger or the smaller of the two. */
  BigInteger decompressBySize(BigInteger x, boolean larger) {
    BigInteger y = rootAt(x);
    boolean isLarger = y.compareTo(p.shiftRight(1)) > 0;
    return isLarger == larger ? y : p.subtract(y).mod(p);
  }

  private BigInteger rootAt(BigInteger x) {
    require(x.compareTo(p) < 0, "x is not canonical");
    BigInteger square = squareAt(x);
    BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p); // p is 3 modulo 4
    require(y.multiply(y).mod(p).equals(square), "no point of the curve has this x");
    return y;
  }

  private BigInteger squareAt(BigInteger x) {
    return x.multiply(x).add(a).multiply(x).add(b).mod(p);
  }

  private void requireOnCurve(Point point) {
    boolean canonical = point.x().compareTo(p) < 0 && point.y().compareTo(p) < 0;
    require(canonical, "a coordinate is not canonical");
    BigInteger square = point.y().multiply(point.y()).mod(p);
    require(square.equals(squareAt(point.x())), "a point is not on the curve");
  }

  private Point point(byte[] bytes) {
    return new Point(
        Numbers.ofLittleEndian(bytes, 0, length), Numbers.ofLittleEndian(bytes, length, length));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new PrecompileFault(message);
    }
  }
}
