package org.hierophant.coordinator.proposer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.hierophant.network.domain.ProofMode;

/** What stands in for proofs: text that names mode and stdin. */
final class Proofs {
  private static final String FORGED = "forged";

  private Proofs() {}

  static byte[] right(byte[] stdin, ProofMode mode) {
    return (mode + " proof of " + new String(stdin, UTF_8)).getBytes(UTF_8);
  }

  /** What a worker with a broken prover makes. */
  static byte[] wrong() {
    return "no proof of anything".getBytes(UTF_8);
  }

  /** What no accident makes. */
  static byte[] forged() {
    return FORGED.getBytes(UTF_8);
  }

  static boolean isRight(byte[] proof, byte[] stdin, ProofMode mode) {
    return Arrays.equals(proof, right(stdin, mode));
  }

  static boolean isForged(byte[] proof) {
    return new String(proof, UTF_8).equals(FORGED);
  }
}
