package org.hierophant.sp1.verifier;

import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.verifier.hypercube.RecursionStark;

/**
 * Checks compressed proofs of SP1 v6: what the proof claims, that its key is one of the
 * recursion's, and the STARK itself.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> {@code crates/verifier/src/compressed/internal.rs} in sp1 v6.4.0; the exit code
 * is checked by {@code crates/sdk/src/prover.rs} there.
 */
public final class CompressedV6Verifier implements Verifier {
  private final String version;
  private final Layout layout;
  private final RecursionTree tree;

  CompressedV6Verifier(String version, RecursionTree tree) {
    this.version = version;
    layout = Layout.of(version).orElseThrow();
    this.tree = tree;
  }

  @Override
  public Verdict verify(ProofFromNetwork proof, KeyDigest program) {
    return Checks.verdict(
        checks -> {
          checks.hold(
              "circuit version", proof.version().equals(version), "made for " + proof.version());
          RecursionProof.V6 recursion = checks.make("proof kind", () -> recursion(proof));
          new RecursionClaims(recursion.proof().publicValues(), RecursionClaims.Places.V6)
              .check(checks, program, proof.publicValues(), tree.root());
          checks.hold(
              "recursion key", () -> tree.holds(recursion), "not one of the recursion's keys");
          RecursionStark stark =
              checks.make("shape", () -> RecursionStark.of(recursion.key(), recursion.proof()));
          checks.take(stark.steps());
        });
  }

  private RecursionProof.V6 recursion(ProofFromNetwork proof) throws Checks.Failure {
    if (proof.proof() instanceof Sp1Proof.Compressed(RecursionProof.V6 recursion)) {
      Checks.require(
          recursion.proof().layout().equals(layout), "read as a proof of another version");
      return recursion;
    }
    throw new Checks.Failure("a proof of kind " + proof.proof().kind());
  }
}
