package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.VerifyingKey;

/**
 * Believes exactly the proof that the SDK's mock prover makes of a program's key and public values;
 * for coordinators in mock mode only.
 *
 * <p><b>Limits.</b> Proofs of at most 256 MiB.
 */
public final class MockVerifier implements Verifier {
  private static final String NAME = "mock";
  private static final int MAX_BYTES = 256 << 20;

  @Override
  public Verdict verify(ProofRequest request, ProgramRecord program, ArtifactContent proof)
      throws IOException {
    if (!request.mock()) {
      return new Verdict.Unavailable("a genuine proof was asked for before mock mode was set");
    }
    String version = request.circuitVersion().text();
    Optional<Generation> generation = CircuitVersions.generation(version);
    if (generation.isEmpty()) {
      return new Verdict.Unavailable("unknown circuit version " + version);
    }
    VerifyingKey key;
    try {
      key = VerifyingKey.parse(program.vk(), generation.get());
    } catch (FormatException e) {
      return new Verdict.Unavailable("the program's key cannot be read: " + e.getMessage());
    }
    byte[] bytes;
    try (InputStream in = proof.stream()) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      return new Verdict.Wrong(ProofFault.INVALID, "a mock proof of more than 256 MiB");
    }
    return switch (MockProofs.check(
        MemorySegment.ofArray(bytes), Kinds.of(request.mode()), version, key)) {
      case MockProofs.Result.Differs(var detail) -> new Verdict.Wrong(ProofFault.INVALID, detail);
      case MockProofs.Result.Exact(var publicValues) ->
          PublicValuesCheck.verdict(request, publicValues, new Evidence(NAME, List.of()));
    };
  }
}
