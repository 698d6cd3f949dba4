package org.hierophant.sp1.verifier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.hierophant.sp1.curve.Scalar;

/**
 * Hashes a BSB22 commitment to the scalar that the circuit takes for it.
 *
 * <p><b>Source.</b> RFC 9380, section 5.3.1 with SHA-256 and 48 bytes of output; {@code
 * ecc/bn254/fr/hash_to_field} in gnark-crypto v0.14.0.
 */
final class HashToField {
  private static final byte[] DOMAIN = "BSB22-Plonk".getBytes(StandardCharsets.US_ASCII);
  private static final int OUTPUT_BYTES = 48;
  private static final int BLOCK_BYTES = 64;
  private static final int HASH_BYTES = 32;

  private HashToField() {}

  static Scalar hash(byte[] message) {
    MessageDigest hash = sha256();
    hash.update(new byte[BLOCK_BYTES]);
    hash.update(message);
    hash.update(new byte[] {0, OUTPUT_BYTES, 0});
    byte[] seed = finish(hash);
    hash.update(seed);
    hash.update((byte) 1);
    byte[] first = finish(hash);
    for (int i = 0; i < HASH_BYTES; i++) {
      seed[i] ^= first[i];
    }
    hash.update(seed);
    hash.update((byte) 2);
    byte[] second = finish(hash);
    byte[] output = Arrays.copyOf(first, OUTPUT_BYTES);
    System.arraycopy(second, 0, output, HASH_BYTES, OUTPUT_BYTES - HASH_BYTES);
    return Scalar.reduced(output);
  }

  private static byte[] finish(MessageDigest hash) {
    hash.update(DOMAIN);
    hash.update((byte) DOMAIN.length);
    return hash.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
