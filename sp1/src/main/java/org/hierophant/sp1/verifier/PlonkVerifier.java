package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.Sp1Proof;

/**
 * Checks Plonk proofs of one circuit version.
 *
 * <p><b>Thread.</b> Any; making one reads a key, so keep it.
 *
 * <p><b>Source.</b> {@code crates/verifier/src/plonk} in sp1 v6.4.0.
 */
public final class PlonkVerifier implements Verifier {
  private final Circuit circuit;
  private final Envelope envelope;
  private final PlonkKey key;

  public PlonkVerifier(Circuit circuit) {
    this.circuit = circuit;
    envelope = new Envelope(circuit, ProofSystem.PLONK);
    key = PlonkKey.parse(circuit.key(ProofSystem.PLONK), circuit.inputCount());
  }

  @Override
  public Verdict verify(ProofFromNetwork proof, KeyDigest program) {
    return Checks.verdict(
        checks -> {
          checks.hold(
              "circuit version",
              proof.version().equals(circuit.version()),
              "made for " + proof.version());
          Sp1Proof.Plonk snark =
              checks.make(
                  "proof kind",
                  () -> {
                    if (proof.proof() instanceof Sp1Proof.Plonk plonk) {
                      return plonk;
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
    PlonkProof proof = checks.make("points", () -> PlonkProof.parse(statement.proof()));
    checks.hold(
        "openings", () -> new PlonkEquation(key, proof, statement.inputs()).holds(), "do not hold");
  }
}
