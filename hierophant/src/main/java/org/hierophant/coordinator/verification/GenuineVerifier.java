package org.hierophant.coordinator.verification;

import java.io.IOException;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofSummary;

/**
 * The gate of a coordinator that is not in mock mode: what proves nothing is a lie, what is not the
 * proof that was asked for is wrong, and only the rest reaches the real verifier.
 */
public final class GenuineVerifier implements Verifier {
  private final Verifier real;

  public GenuineVerifier(Verifier real) {
    this.real = real;
  }

  @Override
  public Verdict verify(ProofRequest request, ProgramRecord program, ArtifactContent proof)
      throws IOException, InterruptedException {
    if (request.mock()) {
      return new Verdict.Unavailable("a mock proof was asked for before mock mode was left");
    }
    ProofSummary summary;
    try {
      summary = Summaries.of(proof);
    } catch (FormatException e) {
      return new Verdict.Wrong(ProofFault.DAMAGED, String.valueOf(e.getMessage()));
    }
    if (summary.mock()) {
      return new Verdict.Wrong(ProofFault.FORGED, "a mock proof where a genuine one was asked for");
    }
    if (summary.kind() != Kinds.of(request.mode())) {
      return new Verdict.Wrong(ProofFault.INVALID, "a proof of kind " + summary.kind());
    }
    if (!summary.version().equals(request.circuitVersion().text())) {
      return new Verdict.Wrong(ProofFault.INVALID, "a proof of " + summary.version());
    }
    return real.verify(request, program, proof);
  }
}
