package org.hierophant.sp1.verifier;

import java.util.List;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.G2Lines;
import org.hierophant.sp1.curve.G2Point;
import org.hierophant.sp1.curve.PointException;
import org.hierophant.sp1.curve.Scalar;

/**
 * A Plonk verifying key of a circuit with one BSB22 commitment.
 *
 * <p><b>Shape.</b> u64 size of the domain, its inverse, generator, u64 number of public inputs,
 * coset shift; compressed commitments to the three permutation polynomials and to ql, qr, qm, qo,
 * qk; u32 1 and qcp; the KZG key, that is G1, G2, τ·G2 and 33,792 bytes of lines through those two,
 * which we compute ourselves; u32 1 and the u64 index of the commitment's constraint.
 *
 * <p><b>Source.</b> {@code load_plonk_verifying_key_from_bytes} in sp1 v6.4.0 {@code
 * crates/verifier/src/plonk/converter.rs}.
 *
 * @param tau the lines through τ·G2
 */
record PlonkKey(
    long size,
    Scalar sizeInverse,
    Scalar generator,
    Scalar cosetShift,
    List<G1Point> permutation,
    G1Point ql,
    G1Point qr,
    G1Point qm,
    G1Point qo,
    G1Point qk,
    G1Point qcp,
    G1Point g1,
    G2Lines g2,
    G2Lines tau,
    long commitmentIndex) {
  private static final int LINES_BYTES = 33_792;

  PlonkKey {
    permutation = List.copyOf(permutation);
  }

  /**
   * Reads a key.
   *
   * @throws IllegalStateException if it is not one with this many public inputs
   */
  static PlonkKey parse(byte[] bytes, int inputCount) {
    try {
      KeyReader in = new KeyReader(bytes);
      long size = in.u64();
      Scalar sizeInverse = in.scalar();
      Scalar generator = in.scalar();
      if (in.u64() != inputCount) {
        throw new IllegalStateException("not a key of " + inputCount + " public inputs");
      }
      Scalar cosetShift = in.scalar();
      List<G1Point> permutation = List.of(in.g1(), in.g1(), in.g1());
      G1Point ql = in.g1();
      G1Point qr = in.g1();
      G1Point qm = in.g1();
      G1Point qo = in.g1();
      G1Point qk = in.g1();
      in.expect(1, "commitments");
      G1Point qcp = in.g1();
      G1Point g1 = in.g1();
      G2Point g2 = in.g2();
      G2Point tau = in.g2();
      in.skip(LINES_BYTES);
      in.expect(1, "indices of commitments");
      long commitmentIndex = in.u64();
      in.end();
      return new PlonkKey(
          size,
          sizeInverse,
          generator,
          cosetShift,
          permutation,
          ql,
          qr,
          qm,
          qo,
          qk,
          qcp,
          g1,
          G2Lines.of(g2),
          G2Lines.of(tau),
          commitmentIndex);
    } catch (PointException e) {
      throw new IllegalStateException("not a Plonk key", e);
    }
  }
}
