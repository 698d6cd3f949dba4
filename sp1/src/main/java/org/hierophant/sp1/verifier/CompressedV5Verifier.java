package org.hierophant.sp1.verifier;

import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.verifier.fri.RecursionStark;

/**
 * Checks compressed proofs of SP1 v5: what the proof claims, that its key is one of the
 * recursion's, and the STARK itself.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> {@code crates/verifier/src/compressed/internal.rs} in sp1 v5.2.4, {@code
 * verify_compressed} in {@code crates/prover/src/verify.rs} there. The exit code is checked by the
 * recursion's programs; here it is once more.
 */
public final class CompressedV5Verifier implements Verifier {
  private static final int START_SHARD = 42;
  private static final int NEXT_SHARD = 43;

  private final String version;
  private final RecursionKeys keys;

  CompressedV5Verifier(String version, RecursionKeys keys) {
    this.version = version;
    this.keys = keys;
  }

  @Override
  public Verdict verify(ProofFromNetwork proof, KeyDigest program) {
    return Checks.verdict(
        checks -> {
          checks.hold(
              "circuit version", proof.version().equals(version), "made for " + proof.version());
          RecursionProof.V5 recursion = checks.make("proof kind", () -> recursion(proof));
          new RecursionClaims(recursion.proof().publicValues(), RecursionClaims.Places.V5)
              .check(checks, program, proof.publicValues(), keys.root());
          checks.hold(
              "recursion key",
              () -> keys.contain(recursion.key().digest()),
              reason(recursion.proof().publicValues()));
          RecursionStark stark =
              checks.make("shape", () -> RecursionStark.of(recursion.key(), recursion.proof()));
          checks.take(stark.steps());
        });
  }

  /** Why the key is not believed. */
  private String reason(int[] claims) {
    return keys.complete() || claims[NEXT_SHARD] != claims[START_SHARD] + 1
        ? "not one of the recursion's keys"
        : "a proof of one shard, whose key only the file of all keys may have: fetch %s (SHA-256 %s)"
            .formatted(RecursionKeys.FILE_ADDRESS, RecursionKeys.FILE_SHA_256);
  }

  private static RecursionProof.V5 recursion(ProofFromNetwork proof) throws Checks.Failure {
    if (proof.proof() instanceof Sp1Proof.Compressed(RecursionProof.V5 recursion)) {
      return recursion;
    }
    throw new Checks.Failure("a proof of kind " + proof.proof().kind());
  }
}
