package org.hierophant.coordinator.verification;

import java.io.IOException;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;

/**
 * Decides whether a stored result is the proof a request asked for.
 *
 * <p><b>Thread.</b> Several at a time; interrupted when the time is up.
 */
@FunctionalInterface
public interface Verifier {
  /**
   * @param proof bytes whose digest was checked
   * @throws IOException if the bytes cannot be read
   * @throws InterruptedException if it took too long
   */
  Verdict verify(ProofRequest request, ProgramRecord program, ArtifactContent proof)
      throws IOException, InterruptedException;
}
