package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.hash.Keccak;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.hash.Sha256Rounds;

/**
 * What the guest machines' arithmetic system calls compute.
 *
 * <p><b>Shape.</b> Integers are little endian, as in guest memory; results are new arrays, except
 * that the hash functions work in place. A point is x, then y.
 *
 * <p><b>Source.</b> sp1-core-executor and sp1-curves 5.2.4 and 6.10.0.
 */
public final class Precompiles {
  private static final int BLS_BYTES = 48;

  private Precompiles() {}

  /** POSEIDON2: permutes 16 words over KoalaBear; any words go in, canonical ones come out. */
  public static void poseidon2(int[] state) {
    for (int i = 0; i < Poseidon2.WIDTH; i++) {
      state[i] = SmallField.KOALA_BEAR.ofUnsigned(state[i]);
    }
    Poseidon2.KOALA_BEAR.permute(state);
  }

  /** KECCAK_PERMUTE: permutes 25 lanes. */
  public static void keccakF(long[] lanes) {
    Keccak.permute(lanes);
  }

  /** SHA_EXTEND: fills words 16 to 63 from the first sixteen. */
  public static void shaExtend(int[] schedule) {
    Sha256Rounds.extend(schedule);
  }

  /** SHA_COMPRESS: adds the outcome of 64 rounds over the schedule to the eight words of hash. */
  public static void shaCompress(int[] hash, int[] schedule) {
    Sha256Rounds.compress(hash, schedule);
  }

  /**
   * …_ADD: the sum of two points, which need not lie on the curve.
   *
   * @throws PrecompileFault for equal points, except on Ed25519 and v6's secp256k1; where v6 checks
   *     its operands; and where coordinates are so large that a difference becomes negative
   */
  public static byte[] addPoints(Generation generation, Curve curve, byte[] left, byte[] right) {
    return curve == Curve.ED25519
        ? EdwardsCurve.add(generation, left, right)
        : weierstrass(curve).add(generation, left, right);
  }

  /**
   * …_DOUBLE: twice a point of a curve other than Ed25519.
   *
   * @throws PrecompileFault as {@link #addPoints} does
   */
  public static byte[] doublePoint(Generation generation, Curve curve, byte[] point) {
    return weierstrass(curve).twice(generation, point);
  }

  /**
   * ED_DECOMPRESS: the x of a y whose highest bit does not count.
   *
   * @throws PrecompileFault if there is none
   */
  public static byte[] decompressEdwards(byte[] y, boolean odd) {
    BigInteger masked = Numbers.ofLittleEndian(y).clearBit(255);
    return Numbers.littleEndian(EdwardsCurve.decompress(masked, odd), y.length);
  }

  /**
   * v5's …_DECOMPRESS: the y of an x.
   *
   * @param sign of the two, the odd one, or on BLS12-381 the larger one; there, of the highest bits
   *     of x, 383 does not count, 382 is refused, and 381 works as this sign does
   * @throws PrecompileFault if x is not canonical or of no point
   */
  public static byte[] decompressPoint(Curve curve, byte[] x, boolean sign) {
    BigInteger number = Numbers.ofLittleEndian(x);
    if (curve != Curve.BLS12381) {
      return Numbers.littleEndian(weierstrass(curve).decompress(number, sign), x.length);
    }
    if (number.testBit(382)) {
      throw new PrecompileFault("x is marked as the point at infinity");
    }
    boolean larger = sign || number.testBit(381);
    BigInteger y =
        WeierstrassCurve.BLS12381.decompressBySize(number.clearBit(383).clearBit(381), larger);
    return Numbers.littleEndian(y, BLS_BYTES);
  }

  /**
   * The operation on the base field or its extension.
   *
   * @throws PrecompileFault as {@link FieldOp#apply} does
   */
  public static byte[] field(FieldOp op, byte[] x, byte[] y) {
    return op.apply(x, y);
  }

  /** UINT256_MUL: x·y modulo a number of 32 bytes, of which 0 stands for 2^256. */
  public static byte[] multiplyModulo(byte[] x, byte[] y, byte[] modulus) {
    BigInteger m = Numbers.ofLittleEndian(modulus);
    BigInteger product = Numbers.ofLittleEndian(x).multiply(Numbers.ofLittleEndian(y));
    return Numbers.littleEndian(product.mod(m.signum() == 0 ? Numbers.TWO_POW_256 : m), 32);
  }

  /** UINT256_ADD_CARRY: a + b + c, 64 bytes. */
  public static byte[] addCarry(byte[] a, byte[] b, byte[] c) {
    BigInteger sum = Numbers.ofLittleEndian(a).add(Numbers.ofLittleEndian(b));
    return Numbers.littleEndian(sum.add(Numbers.ofLittleEndian(c)), 64);
  }

  /** UINT256_MUL_CARRY: a·b + c, 64 bytes. */
  public static byte[] multiplyCarry(byte[] a, byte[] b, byte[] c) {
    BigInteger product = Numbers.ofLittleEndian(a).multiply(Numbers.ofLittleEndian(b));
    return Numbers.littleEndian(product.add(Numbers.ofLittleEndian(c)), 64);
  }

  /** v5's U256XU2048_MUL: the product, 288 bytes. */
  public static byte[] multiplyWide(byte[] a, byte[] b) {
    BigInteger product = Numbers.ofLittleEndian(a).multiply(Numbers.ofLittleEndian(b));
    return Numbers.littleEndian(product, 288);
  }

  private static WeierstrassCurve weierstrass(Curve curve) {
    return switch (curve) {
      case SECP256K1 -> WeierstrassCurve.SECP256K1;
      case SECP256R1 -> WeierstrassCurve.SECP256R1;
      case BN254 -> WeierstrassCurve.BN254;
      case BLS12381 -> WeierstrassCurve.BLS12381;
      case ED25519 -> throw new IllegalArgumentException("Ed25519 is not of this shape");
    };
  }
}
