package org.hierophant.contemplant.prover.cluster;

import java.nio.file.Path;
import java.util.UUID;

/**
 * One proof as the cluster knows it.
 *
 * @param proof its id there: chosen here, so that it is known before it is said
 * @param program id of the program's artifact, shared by all proofs of it
 * @param output id under which the cluster leaves the proof
 * @param attempt directory of the attempt it is made for; once that is gone nobody wants it
 */
record Submission(String proof, String program, String stdin, String output, Path attempt) {

  static Submission draw(String program, Path attempt) {
    String id = UUID.randomUUID().toString();
    return new Submission(
        "hierophant_" + id, program, "stdin_" + id, "proof_" + id, attempt.toAbsolutePath());
  }
}
