package org.hierophant.sp1.verifier;

import java.util.Arrays;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.G2Point;
import org.hierophant.sp1.curve.PointException;

/**
 * The three points of a Groth16 proof.
 *
 * <p><b>Shape.</b> a, b, c without compression, 256 bytes; none may be at infinity, where no prover
 * ends up. gnark's own form has 68 zero bytes more: no commitments, and the proof of knowing them.
 *
 * <p><b>Source.</b> {@code MarshalSolidity}, {@code WriteRawTo} in gnark {@code
 * backend/groth16/bn254}.
 */
record Groth16Proof(G1Point a, G2Point b, G1Point c) {
  private static final int RAW_TAIL_BYTES = 4 + G1Point.BYTES;

  static Groth16Proof parse(byte[] bytes) throws PointException, Checks.Failure {
    G1Point a = G1Point.parse(bytes, 0);
    G2Point b = G2Point.parse(bytes, G1Point.BYTES);
    G1Point c = G1Point.parse(bytes, G1Point.BYTES + G2Point.BYTES);
    Checks.require(!a.isInfinity() && !b.isInfinity() && !c.isInfinity(), "a point at infinity");
    return new Groth16Proof(a, b, c);
  }

  static byte[] rawForm(byte[] proof) {
    return Arrays.copyOf(proof, proof.length + RAW_TAIL_BYTES);
  }
}
