package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;

/** Checks in this process what can be checked there, and the rest with the operator's programs. */
public final class ChosenVerifier implements Verifier, Verifiers {
  private final LibraryVerifier library;
  private final NativeVerifiers natives;

  /**
   * @param natives owned by the caller
   */
  public ChosenVerifier(LibraryVerifier library, NativeVerifiers natives) {
    this.library = library;
    this.natives = natives;
  }

  @Override
  public Optional<String> obstacle(ProofMode mode, CircuitVersion version) {
    Optional<String> obstacle = library.obstacle(mode, version);
    if (obstacle.isEmpty()) {
      return obstacle;
    }
    Optional<Generation> generation = CircuitVersions.generation(version.text());
    if (generation.isEmpty()) {
      return Optional.of("circuit version " + version + " is unknown");
    }
    if (natives.of(generation.get()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s proofs of %s need a native verifier: its operator can build one and name it as %s"
            .formatted(mode, version, NativeVerifiers.key(generation.get())));
  }

  @Override
  public Verdict verify(ProofRequest request, ProgramRecord program, ArtifactContent proof)
      throws IOException, InterruptedException {
    CircuitVersion version = request.circuitVersion();
    if (library.obstacle(request.mode(), version).isEmpty()) {
      return library.verify(request, program, proof);
    }
    NativeVerifier verifier =
        CircuitVersions.generation(version.text()).flatMap(natives::of).orElse(null);
    return verifier == null
        ? new Verdict.Unavailable(obstacle(request.mode(), version).orElse("no verifier"))
        : verifier.verify(request, program, proof);
  }
}
