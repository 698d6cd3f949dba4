package org.hierophant.sp1.verifier;

import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.G2Lines;
import org.hierophant.sp1.curve.G2Point;
import org.hierophant.sp1.curve.Gt;
import org.hierophant.sp1.curve.Pairing;
import org.hierophant.sp1.curve.PointException;

/**
 * A Groth16 verifying key, with what can be computed once.
 *
 * <p><b>Shape.</b> Compressed points α, β₁, β₂, γ₂, δ₁, δ₂; how many K there are, and these; two
 * zero counts, for the circuits have no commitments.
 *
 * <p><b>Source.</b> {@code VerifyingKey.WriteTo} in gnark {@code backend/groth16/bn254}.
 *
 * @param alphaBeta the pairing of α and β
 * @param inputs K: one point for the constant and one per public input
 */
record Groth16Key(Gt alphaBeta, G2Lines gamma, G2Lines delta, List<G1Point> inputs) {
  Groth16Key {
    inputs = List.copyOf(inputs);
  }

  /**
   * Reads a key.
   *
   * @throws IllegalStateException if it is not one with this many public inputs
   */
  static Groth16Key parse(byte[] bytes, int inputCount) {
    try {
      KeyReader in = new KeyReader(bytes);
      G1Point alpha = in.g1();
      in.g1();
      G2Point beta = in.g2();
      G2Point gamma = in.g2();
      in.g1();
      G2Point delta = in.g2();
      in.expect(inputCount + 1, "points for public inputs");
      List<G1Point> inputs = new ArrayList<>();
      for (int i = 0; i <= inputCount; i++) {
        inputs.add(in.g1());
      }
      in.expect(0, "commitments to public inputs");
      in.expect(0, "commitment keys");
      in.end();
      return new Groth16Key(Pairing.of(alpha, beta), G2Lines.of(gamma), G2Lines.of(delta), inputs);
    } catch (PointException e) {
      throw new IllegalStateException("not a Groth16 key", e);
    }
  }
}
