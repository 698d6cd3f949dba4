package org.hierophant.sp1.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.Gt;
import org.hierophant.sp1.curve.Pairing;
import org.hierophant.sp1.curve.Scalar;
import org.hierophant.sp1.format.SnarkProof;
import org.hierophant.sp1.format.Sp1Proof;

/**
 * Checks Groth16 proofs of one circuit version.
 *
 * <p><b>Thread.</b> Any; making one costs a pairing, so keep it.
 *
 * <p><b>Source.</b> {@code crates/verifier/src/groth16} in sp1 v6.4.0; Groth, "On the Size of
 * Pairing-Based Non-interactive Arguments", section 3.
 */
public final class Groth16Verifier extends SnarkVerifier {
  private final Groth16Key key;

  public Groth16Verifier(Circuit circuit) {
    super(circuit, ProofSystem.GROTH16);
    key = Groth16Key.parse(circuit.key(ProofSystem.GROTH16), circuit.inputCount());
  }

  @Override
  Optional<SnarkProof> ofThisSystem(Sp1Proof proof) {
    return proof instanceof Sp1Proof.Groth16(var snark) ? Optional.of(snark) : Optional.empty();
  }

  @Override
  void check(Checks checks, Statement statement) throws Checks.Broken {
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
