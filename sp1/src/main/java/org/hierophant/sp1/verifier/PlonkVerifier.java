package org.hierophant.sp1.verifier;

import java.util.Optional;
import org.hierophant.sp1.format.SnarkProof;
import org.hierophant.sp1.format.Sp1Proof;

/**
 * Checks Plonk proofs of one circuit version.
 *
 * <p><b>Thread.</b> Any; making one reads a key, so keep it.
 *
 * <p><b>Source.</b> {@code crates/verifier/src/plonk} in sp1 v6.4.0.
 */
public final class PlonkVerifier extends SnarkVerifier {
  private final PlonkKey key;

  public PlonkVerifier(Circuit circuit) {
    super(circuit, ProofSystem.PLONK);
    key = PlonkKey.parse(circuit.key(ProofSystem.PLONK), circuit.inputCount());
  }

  @Override
  Optional<SnarkProof> ofThisSystem(Sp1Proof proof) {
    return proof instanceof Sp1Proof.Plonk(var snark) ? Optional.of(snark) : Optional.empty();
  }

  @Override
  void check(Checks checks, Statement statement) throws Checks.Broken {
    PlonkProof proof = checks.make("points", () -> PlonkProof.parse(statement.proof()));
    checks.hold(
        "openings", () -> new PlonkEquation(key, proof, statement.inputs()).holds(), "do not hold");
  }
}
