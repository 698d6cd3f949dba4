package org.hierophant.sp1.precompile;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of file descriptors 15 to 21: hard sums whose answers are easy for the guest to check.
 *
 * <p><b>Shape.</b> A request is bytes, an answer is one or more items for the guest to read; first
 * item first. Big endian but for Ed25519 and RSA.
 *
 * <p><b>Limits.</b> Requests of at most {@value #MAX_REQUEST_BYTES} bytes, so that no single step
 * of a sum takes long; upstream has no such bound.
 *
 * <p><b>Source.</b> {@code hook.rs} of sp1-core-executor 5.2.4 and 6.10.0.
 */
public final class Hooks {
  /** First file descriptor of a hook. */
  public static final int FIRST_FD = 15;

  /** Last file descriptor of a hook. */
  public static final int LAST_FD = 21;

  private static final int MAX_ELEMENT_BYTES = 1024;

  /** Longest request that is answered; no guest library makes a longer one. */
  public static final int MAX_REQUEST_BYTES = 4 + 3 * MAX_ELEMENT_BYTES;

  /** What one of the hooks of fixed size takes, in guest instructions. */
  private static final long STEPS = 20_000;

  private static final int BLS_BYTES = 48;
  private static final byte[] YES = {1};
  private static final byte[] NO = {0};
  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final BigInteger BLS_P = WeierstrassCurve.BLS12381.p();
  private static final BigInteger BLS_ROOT_EXPONENT = BLS_P.add(BigInteger.ONE).shiftRight(2);
  private static final BigInteger SECP256K1_ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger SECP256R1_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private Hooks() {}

  /**
   * Answers one request.
   *
   * @param work told before each expensive step what it costs, in guest instructions; may throw to
   *     stop the sum
   * @throws PrecompileFault where upstream panics, or would never end
   */
  public static List<byte[]> run(Generation generation, int fd, byte[] request, LongConsumer work) {
    require(request.length <= MAX_REQUEST_BYTES, "the request is longer than this machine allows");
    work.accept(STEPS);
    return switch (fd) {
      case 15 -> recover(request);
      case 16 -> decompressEdwards(request);
      case 17 -> multiplyRsa(generation, request);
      case 18 -> blsRoot(request);
      case 19 -> blsInverse(request);
      case 20 -> fieldRoot(request, work);
      case 21 -> fieldInverse(request, work);
      default -> throw new IllegalArgumentException("no hook has file descriptor " + fd);
    };
  }

  /** The point of a signature's r, to recover its key from. */
  private static List<byte[]> recover(byte[] request) {
    require(request.length == 65, "ecrecover takes 65 bytes");
    boolean r1 = (request[0] & 0x7f) == 2;
    require(r1 || (request[0] & 0x7f) == 1, "ecrecover knows curves 1 and 2");
    BigInteger p = (r1 ? WeierstrassCurve.SECP256R1 : WeierstrassCurve.SECP256K1).p();
    BigInteger order = r1 ? SECP256R1_ORDER : SECP256K1_ORDER;
    BigInteger r = Numbers.ofBigEndian(request, 1, 32);
    BigInteger alpha = Numbers.ofBigEndian(request, 33, 32);
    require(r.compareTo(p) < 0 && alpha.compareTo(p) < 0, "r or alpha is not canonical");
    require(r1 || alpha.signum() != 0, "alpha is zero");
    BigInteger y = rootModulo(alpha, p);
    if (y == null) {
      BigInteger root = rootModulo(alpha.multiply(THREE).mod(p), p);
      return List.of(NO, Numbers.bigEndian(present(root), 32));
    }
    require(r.signum() != 0 && r.compareTo(order) < 0, "r is zero or not below the order");
    boolean odd = request[0] < 0;
    BigInteger wanted = y.testBit(0) == odd ? y : p.subtract(y).mod(p);
    return List.of(YES, Numbers.bigEndian(wanted, 32), Numbers.bigEndian(r.modInverse(order), 32));
  }

  /** Square root modulo a prime that is 3 modulo 4. */
  private static @Nullable BigInteger rootModulo(BigInteger square, BigInteger p) {
    BigInteger root = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    return root.multiply(root).mod(p).equals(square) ? root : null;
  }

  private static List<byte[]> decompressEdwards(byte[] request) {
    require(request.length >= 32, "ed_decompress takes at least 32 bytes");
    BigInteger p = EdwardsCurve.P;
    BigInteger y = Numbers.ofLittleEndian(request, 0, 32).clearBit(255);
    if (y.compareTo(p) >= 0) {
      return List.of(NO);
    }
    BigInteger v = Numbers.ofLittleEndian(request, 32, request.length - 32);
    require(v.compareTo(p) < 0, "v is not canonical");
    BigInteger inverse = Numbers.inverse(v, p);
    BigInteger ratio = y.multiply(y).subtract(BigInteger.ONE).multiply(inverse).mod(p);
    if (EdwardsCurve.root(ratio) != null) {
      return List.of(YES);
    }
    BigInteger root = present(EdwardsCurve.root(ratio.shiftLeft(1).mod(p)));
    return List.of(NO, Numbers.littleEndian(inverse, 32), Numbers.littleEndian(root, 32));
  }

  private static List<byte[]> multiplyRsa(Generation generation, byte[] request) {
    int length = request.length / 3;
    boolean fits = length == 256 || generation == Generation.V6 && (length == 384 || length == 512);
    require(fits && request.length % 3 == 0, "rsa_mul_mod takes three times the key's length");
    BigInteger product = Numbers.ofLittleEndian(request, 0, 2 * length);
    BigInteger modulus = Numbers.ofLittleEndian(request, 2 * length, length);
    require(modulus.signum() != 0, "the modulus is zero");
    BigInteger[] parts = product.divideAndRemainder(modulus);
    return List.of(Numbers.littleEndian(parts[1], length), Numbers.littleEndian(parts[0], length));
  }

  /** Bytes past the first 48 do not count; an element that is not canonical is no square. */
  private static List<byte[]> blsRoot(byte[] request) {
    require(request.length >= BLS_BYTES, "bls12381_sqrt takes 48 bytes");
    BigInteger element = Numbers.ofBigEndian(request, 0, BLS_BYTES);
    if (element.signum() == 0) {
      return List.of(YES, new byte[BLS_BYTES]);
    }
    BigInteger root = element.modPow(BLS_ROOT_EXPONENT, BLS_P);
    if (root.multiply(root).mod(BLS_P).equals(element)) {
      return List.of(YES, Numbers.bigEndian(root, BLS_BYTES));
    }
    BigInteger other = rootModulo(element.shiftLeft(1).mod(BLS_P), BLS_P);
    return List.of(NO, Numbers.bigEndian(present(other), BLS_BYTES));
  }

  private static List<byte[]> blsInverse(byte[] request) {
    require(request.length >= BLS_BYTES, "bls12381_inverse takes 48 bytes");
    BigInteger element = Numbers.ofBigEndian(request, 0, BLS_BYTES);
    require(element.signum() != 0, "zero has no inverse");
    return List.of(Numbers.bigEndian(Numbers.inverse(element, BLS_P), BLS_BYTES));
  }

  private static List<byte[]> fieldRoot(byte[] request, LongConsumer work) {
    int length = elementBytes(request, 3);
    BigInteger element = Numbers.ofBigEndian(request, 4, length);
    BigInteger modulus = Numbers.ofBigEndian(request, 4 + length, length);
    BigInteger nonResidue = Numbers.ofBigEndian(request, 4 + 2 * length, length);
    require(element.compareTo(modulus) < 0, "the element is not canonical");
    require(nonResidue.compareTo(modulus) < 0, "the non-residue is not canonical");
    if (element.signum() == 0) {
      return List.of(YES, new byte[length]);
    }
    SquareRoots roots = new SquareRoots(modulus, nonResidue, work);
    BigInteger root = roots.of(element);
    if (root != null) {
      return List.of(YES, Numbers.bigEndian(root, length));
    }
    BigInteger other = roots.of(nonResidue.multiply(element).mod(modulus));
    return List.of(NO, Numbers.bigEndian(present(other), length));
  }

  /** A power, which is the inverse where the modulus is prime. */
  private static List<byte[]> fieldInverse(byte[] request, LongConsumer work) {
    int length = elementBytes(request, 2);
    BigInteger element = Numbers.ofBigEndian(request, 4, length);
    BigInteger modulus = Numbers.ofBigEndian(request, 4 + length, length);
    require(element.signum() != 0, "zero has no inverse");
    BigInteger exponent = modulus.subtract(BigInteger.TWO);
    require(exponent.signum() >= 0, "the modulus is below 2");
    BigInteger inverse = new Modulus(modulus, work).power(element, exponent);
    return List.of(Numbers.bigEndian(inverse, length));
  }

  private static int elementBytes(byte[] request, int elements) {
    require(request.length >= 4, "a field operation starts with a length");
    long length = ByteBuffer.wrap(request).getInt() & 0xffff_ffffL;
    require(request.length - 4 == elements * length, "the request is not as long as it says");
    return (int) length;
  }

  private static BigInteger present(@Nullable BigInteger root) {
    if (root == null) {
      throw new PrecompileFault(
          "neither the element nor its multiple by the non-residue is a square");
    }
    return root;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new PrecompileFault(message);
    }
  }
}
