package org.hierophant.sp1.verifier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.Scalar;

/**
 * gnark's Fiat-Shamir transcript with SHA-256: a challenge is the hash of its name, the challenge
 * before it, unless it is the first, and what was bound to it; as a scalar, reduced.
 *
 * <p><b>Source.</b> {@code fiat-shamir/transcript.go} in gnark-crypto v0.14.0.
 */
final class Transcript {
  private final MessageDigest hash = sha256();
  private byte[] previous = {};

  /** Starts the next challenge. */
  Transcript next(String name) {
    hash.update(name.getBytes(StandardCharsets.US_ASCII));
    hash.update(previous);
    return this;
  }

  Transcript bind(G1Point point) {
    hash.update(point.toByteArray());
    return this;
  }

  Transcript bind(Iterable<G1Point> points) {
    points.forEach(this::bind);
    return this;
  }

  Transcript bind(Scalar scalar) {
    hash.update(scalar.toByteArray());
    return this;
  }

  Transcript bindAll(Iterable<Scalar> scalars) {
    scalars.forEach(this::bind);
    return this;
  }

  Scalar challenge() {
    previous = hash.digest();
    return Scalar.reduced(previous);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
