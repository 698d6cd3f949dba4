package org.hierophant.sp1.verifier;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.PointException;
import org.hierophant.sp1.curve.Scalar;

/**
 * A Plonk proof with one BSB22 commitment.
 *
 * <p><b>Shape.</b> 864 bytes: the commitments l, r, o and h₀, h₁, h₂; at ζ the values of l, r, o,
 * s₁, s₂; the commitment z and its value at ω·ζ; the quotients of the two openings; at ζ the value
 * of qcp; the BSB22 commitment. gnark's own form has other order: l, r, o, z, h₀, h₁, h₂, the
 * quotient at ζ, u32 6 and the values at ζ, the quotient at ω·ζ and the value there, u32 1 and the
 * BSB22 commitment. No point may be at infinity, where no prover ends up.
 *
 * <p><b>Source.</b> {@code load_plonk_proof_from_bytes} in sp1 v6.4.0 {@code
 * crates/verifier/src/plonk/converter.rs}; {@code WriteRawTo} in gnark {@code
 * backend/plonk/bn254/marshal.go}.
 *
 * @param wires l, r, o
 * @param quotient h₀, h₁, h₂
 * @param values of l, r, o, s₁, s₂, qcp at ζ
 */
record PlonkProof(
    List<G1Point> wires,
    List<G1Point> quotient,
    List<Scalar> values,
    G1Point z,
    Scalar shiftedValue,
    G1Point opening,
    G1Point shiftedOpening,
    G1Point commitment) {
  private static final int H = 192;
  private static final int VALUES = 384;
  private static final int Z = 544;
  private static final int SHIFTED_VALUE = 608;
  private static final int OPENING = 640;
  private static final int SHIFTED_OPENING = 704;
  private static final int COMMITMENT_VALUE = 768;
  private static final int COMMITMENT = 800;

  PlonkProof {
    wires = List.copyOf(wires);
    quotient = List.copyOf(quotient);
    values = List.copyOf(values);
  }

  static PlonkProof parse(byte[] bytes) throws PointException, Checks.Failure {
    List<Scalar> values = new ArrayList<>();
    for (int offset = VALUES; offset < Z; offset += Scalar.BYTES) {
      values.add(Scalar.parse(bytes, offset));
    }
    values.add(Scalar.parse(bytes, COMMITMENT_VALUE));
    PlonkProof proof =
        new PlonkProof(
            three(bytes, 0),
            three(bytes, H),
            values,
            G1Point.parse(bytes, Z),
            Scalar.parse(bytes, SHIFTED_VALUE),
            G1Point.parse(bytes, OPENING),
            G1Point.parse(bytes, SHIFTED_OPENING),
            G1Point.parse(bytes, COMMITMENT));
    Checks.require(proof.points().noneMatch(G1Point::isInfinity), "a point at infinity");
    return proof;
  }

  private static List<G1Point> three(byte[] bytes, int offset) throws PointException {
    return List.of(
        G1Point.parse(bytes, offset),
        G1Point.parse(bytes, offset + G1Point.BYTES),
        G1Point.parse(bytes, offset + 2 * G1Point.BYTES));
  }

  private Stream<G1Point> points() {
    return Stream.concat(
        Stream.concat(wires.stream(), quotient.stream()),
        Stream.of(z, opening, shiftedOpening, commitment));
  }

  static byte[] rawForm(byte[] proof) {
    return ByteBuffer.allocate(proof.length + 2 * Integer.BYTES)
        .put(proof, 0, H)
        .put(proof, Z, G1Point.BYTES)
        .put(proof, H, VALUES - H)
        .put(proof, OPENING, G1Point.BYTES)
        .putInt(6)
        .put(proof, VALUES, Z - VALUES)
        .put(proof, COMMITMENT_VALUE, Scalar.BYTES)
        .put(proof, SHIFTED_OPENING, G1Point.BYTES)
        .put(proof, SHIFTED_VALUE, Scalar.BYTES)
        .putInt(1)
        .put(proof, COMMITMENT, G1Point.BYTES)
        .array();
  }
}
