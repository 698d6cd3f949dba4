package org.hierophant.network.crypto;

import java.math.BigInteger;
import java.util.OptionalInt;
import org.bouncycastle.math.ec.ECPoint;
import org.hierophant.network.crypto.Recovery.NoSigner;
import org.hierophant.network.crypto.Recovery.Signer;

/**
 * Recovers the signer of a message from its signature.
 *
 * <p><b>Shape.</b> A signature is 65 bytes: {@code r} and {@code s}, 32 bytes big-endian each, then
 * one {@link RecoveryByte}.
 *
 * <p><b>Limits.</b> {@code 0 < r, s < n}; a high {@code s} is accepted, since the signer recovered
 * from it is the same. Costs some 0.1 ms of one core.
 *
 * <p><b>Source.</b> SEC 1 version 2, section 4.1.6, for the points whose x coordinate is {@code r}
 * itself: the others are as rare as 2^-127 and have no spelling in a recovery byte.
 */
public final class SignerRecovery {
  public static final int SIGNATURE_BYTES = 65;

  private static final byte EVEN = 2;

  private SignerRecovery() {}

  /** Who signed {@code message} as Ethereum's signed-message rule has it. */
  public static Recovery recover(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return new NoSigner("a signature has 65 bytes, not " + signature.length);
    }
    byte v = signature[SIGNATURE_BYTES - 1];
    OptionalInt parity = RecoveryByte.parity(v);
    if (parity.isEmpty()) {
      return new NoSigner(
          "the recovery byte must be 0, 1, 27, 28, 54 or 55, not " + Byte.toUnsignedInt(v));
    }
    BigInteger r = Secp256k1.unsigned(signature, 0);
    BigInteger s = Secp256k1.unsigned(signature, Secp256k1.SCALAR_BYTES);
    if (!Secp256k1.isScalar(r) || !Secp256k1.isScalar(s)) {
      return new NoSigner("r and s must be between 1 and the group order");
    }
    return recover(SignedMessageHash.of(message), r, s, parity.getAsInt());
  }

  /** Q = r^-1 (s R - z G), where R is the point with x = r and the given parity. */
  private static Recovery recover(byte[] digest, BigInteger r, BigInteger s, int parity) {
    ECPoint point;
    try {
      byte[] compressed = new byte[1 + Secp256k1.SCALAR_BYTES];
      compressed[0] = (byte) (EVEN + parity);
      byte[] x = r.toByteArray(); // at most one leading zero byte for the sign
      int length = Math.min(x.length, Secp256k1.SCALAR_BYTES);
      System.arraycopy(x, x.length - length, compressed, compressed.length - length, length);
      point = Secp256k1.CURVE.decodePoint(compressed);
    } catch (IllegalArgumentException _) {
      return new NoSigner("r is not the x coordinate of a point of the curve");
    }
    BigInteger inverse = r.modInverse(Secp256k1.ORDER);
    BigInteger z = Secp256k1.unsigned(digest, 0);
    BigInteger ofGenerator = z.negate().multiply(inverse).mod(Secp256k1.ORDER);
    BigInteger ofPoint = s.multiply(inverse).mod(Secp256k1.ORDER);
    ECPoint publicKey =
        Secp256k1.timesGenerator(ofGenerator).add(point.multiply(ofPoint)).normalize();
    return publicKey.isInfinity()
        ? new NoSigner("the signature fits no key")
        : new Signer(Secp256k1.addressOf(publicKey));
  }
}
