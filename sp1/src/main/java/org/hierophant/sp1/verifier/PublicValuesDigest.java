package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.hierophant.sp1.hash.Blake3;

/**
 * The public input that stands for a program's public values: their hash without its three highest
 * bits, so that it fits the scalar field. A guest hashes with SHA-256 or BLAKE3, and nothing in the
 * proof says which: either is right.
 *
 * <p><b>Source.</b> {@code verify_public_values} in sp1 v6.4.0 {@code crates/prover/src/verify.rs}.
 */
final class PublicValuesDigest {
  private PublicValuesDigest() {}

  /** The digests that are right, the usual one first. */
  static List<BigInteger> of(byte[] publicValues) {
    return unmasked(publicValues).stream().map(PublicValuesDigest::masked).toList();
  }

  /** The same with all bits, as compressed proofs commit to them. */
  static List<byte[]> unmasked(byte[] publicValues) {
    return List.of(sha256(publicValues), Blake3.hash(publicValues));
  }

  private static BigInteger masked(byte[] hash) {
    hash[0] &= 0x1f;
    return new BigInteger(1, hash);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
