package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.Gt;
import org.hierophant.sp1.curve.Pairing;
import org.hierophant.sp1.curve.Scalar;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.Sp1Proof;

/**
 * Checks Groth16 proofs of one circuit version.
 *
 * <p><b>Thread.</b> Any; making one costs a pairing, so keep it.
 *
 * <p><b>Source.</b> {@code crates/verifier/src/groth16} in sp1 v6.4.0; Groth, "On the Size of
 * Pairing-Based Non-interactive Arguments", section 3.
 */
public final class Groth16Verifier implements Verifier {
  private final Circuit circuit;
  private final Envelope envelope;
  private final Groth16Key key;

  public Groth16Verifier(Circuit circuit) {
    this.circuit = circuit;
    envelope = new Envelope(circuit, ProofSystem.GROTH16);
    key = Groth16Key.parse(circuit.key(ProofSystem.GROTH16), circuit.inputCount());
  }

  @Override
  public Verdict verify(ProofFromNetwork proof, KeyDigest program) {
    return Checks.verdict(
        checks -> {
          checks.hold(
              "circuit version",
              proof.version().equals(circuit.version()),
              "made for " + proof.version());
          Sp1Proof.Groth16 snark =
              checks.make(
                  "proof kind",
                  () -> {
                    if (proof.proof() instanceof Sp1Proof.Groth16 groth16) {
                      return groth16;
                    }
                    throw new Checks.Failure("a proof of kind " + proof.proof().kind());
                  });
          check(checks, envelope.open(checks, snark.proof(), program, proof.publicValues()));
        });
  }

  /**
   * Decides about the bytes that go on chain: selector, header since v6, proof.
   *
   * @param program the program's verifying key as contracts hold it, {@link KeyDigest#bn254}
   */
  public Verdict verifyOnChain(byte[] bytes, BigInteger program, byte[] publicValues) {
    return OnChain.verdict(
        publicValues,
        digest ->
            Checks.verdict(
                checks -> check(checks, envelope.openOnChain(checks, bytes, program, digest))));
  }

  private void check(Checks checks, Statement statement) throws Checks.Broken {
    Groth16Proof proof = checks.make("points", () -> Groth16Proof.parse(statement.proof()));
    checks.hold("pairing", () -> holds(proof, statement.inputs()), "does not hold");
  }

  private boolean holds(Groth16Proof proof, List<Scalar> inputs) {
    List<Scalar> factors = new ArrayList<>(List.of(Scalar.ONE));
    factors.addAll(inputs);
    G1Point statement = G1Point.combine(key.inputs(), factors);
    Gt product =
        Pairing.product(
            List.of(
                new Pairing.Pair(proof.a(), proof.b()),
                new Pairing.Pair(statement.negate(), key.gamma()),
                new Pairing.Pair(proof.c().negate(), key.delta())));
    return product.equals(key.alphaBeta());
  }
}
