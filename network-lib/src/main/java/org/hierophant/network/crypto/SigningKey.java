package org.hierophant.network.crypto;

import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.hierophant.network.domain.Address;

/**
 * A private key that signs as the SDKs do: deterministic (RFC 6979 with SHA-256), low {@code s}.
 * For clients; the coordinator holds no key. {@link #toString} hides it.
 */
public final class SigningKey {
  private final BigInteger secret;
  private final Address address;

  /**
   * @param secret 32 bytes, big-endian
   * @throws IllegalArgumentException if it is not 32 bytes, or zero or beyond the group order
   */
  public SigningKey(byte[] secret) {
    if (secret.length != Secp256k1.SCALAR_BYTES) {
      throw new IllegalArgumentException("a private key has 32 bytes, not " + secret.length);
    }
    this.secret = Secp256k1.unsigned(secret, 0);
    if (!Secp256k1.isScalar(this.secret)) {
      throw new IllegalArgumentException("a private key is between 1 and the group order");
    }
    this.address = Secp256k1.addressOf(Secp256k1.timesGenerator(this.secret).normalize());
  }

  /** Whom {@link SignerRecovery} recovers from this key's signatures. */
  public Address address() {
    return address;
  }

  /** 65 bytes over {@code message}, the last one spelled as {@code form}. */
  public byte[] sign(byte[] message, RecoveryByte form) {
    byte[] digest = SignedMessageHash.of(message);
    BigInteger z = Secp256k1.unsigned(digest, 0);
    HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
    nonces.init(Secp256k1.ORDER, secret, digest);
    while (true) { // ends: a second round is as rare as 2^-127
      BigInteger nonce = nonces.nextK();
      ECPoint point = Secp256k1.timesGenerator(nonce).normalize();
      BigInteger x = point.getAffineXCoord().toBigInteger();
      BigInteger r = x.mod(Secp256k1.ORDER);
      BigInteger s =
          nonce
              .modInverse(Secp256k1.ORDER)
              .multiply(z.add(r.multiply(secret)))
              .mod(Secp256k1.ORDER);
      if (r.signum() == 0 || s.signum() == 0 || !x.equals(r)) {
        continue; // the last: a point that no recovery byte can name
      }
      int parity = point.getAffineYCoord().testBitZero() ? 1 : 0;
      if (s.compareTo(Secp256k1.HALF_ORDER) > 0) {
        return signature(r, Secp256k1.ORDER.subtract(s), form.of(parity ^ 1));
      }
      return signature(r, s, form.of(parity));
    }
  }

  private static byte[] signature(BigInteger r, BigInteger s, byte v) {
    byte[] signature = new byte[SignerRecovery.SIGNATURE_BYTES];
    BigIntegers.asUnsignedByteArray(r, signature, 0, Secp256k1.SCALAR_BYTES);
    BigIntegers.asUnsignedByteArray(s, signature, Secp256k1.SCALAR_BYTES, Secp256k1.SCALAR_BYTES);
    signature[SignerRecovery.SIGNATURE_BYTES - 1] = v;
    return signature;
  }

  @Override
  public String toString() {
    return "SigningKey[" + address + "]";
  }
}
