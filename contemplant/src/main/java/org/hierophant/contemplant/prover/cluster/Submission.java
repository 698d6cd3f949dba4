package org.hierophant.contemplant.prover.cluster;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.UUID;
import org.hierophant.contemplant.prover.ProofTask;

/**
 * One proof as the cluster knows it.
 *
 * @param proof its id there: chosen here, so that it is known before it is said
 * @param program id of the program's artifact, shared by all proofs of it
 * @param output id under which the cluster leaves the proof
 * @param attempt directory of the attempt it is made for; once that is gone nobody wants it
 */
record Submission(String proof, String program, String stdin, String output, Path attempt) {

  /** The directory of the attempt that the task belongs to. */
  static Path attempt(ProofTask task) {
    return requireNonNull(task.proof().toAbsolutePath().getParent(), "a file has a directory");
  }

  static Submission draw(String program, Path attempt) {
    String id = UUID.randomUUID().toString();
    return new Submission(
        "hierophant_" + id, program, "stdin_" + id, "proof_" + id, attempt.toAbsolutePath());
  }
}
