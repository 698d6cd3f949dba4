package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.verifier.Circuit;

/**
 * Checks proofs inside this process: compressed ones, Groth16 and Plonk.
 *
 * <p><b>Limits.</b> Proofs of at most {@value #MAX_BYTES} bytes; genuine ones have less than two
 * million, and their public values.
 *
 * <p><b>Thread.</b> Several at a time; each takes some milliseconds.
 */
public final class LibraryVerifier implements Verifier, Verifiers {
  private static final int MAX_BYTES = 256 << 20;
  private static final String NAME = "java";

  private record Key(ProofMode mode, CircuitVersion version) {}

  /** Made when first needed: some read keys of a hundred kilobytes. */
  private final Map<Key, Optional<org.hierophant.sp1.verifier.Verifier>> verifiers =
      new ConcurrentHashMap<>();

  @Override
  public Optional<String> obstacle(ProofMode mode, CircuitVersion version) {
    return find(mode, version).isPresent()
        ? Optional.empty()
        : Optional.of("no verifier of its own knows " + mode + " proofs of " + version);
  }

  private Optional<org.hierophant.sp1.verifier.Verifier> find(
      ProofMode mode, CircuitVersion version) {
    return verifiers.computeIfAbsent(
        new Key(mode, version),
        key ->
            Circuit.of(key.version().text())
                .flatMap(circuit -> circuit.verifier(Kinds.of(key.mode()))));
  }

  @Override
  public Verdict verify(ProofRequest request, ProgramRecord program, ArtifactContent proof)
      throws IOException {
    Optional<org.hierophant.sp1.verifier.Verifier> verifier =
        find(request.mode(), request.circuitVersion());
    if (verifier.isEmpty()) {
      return new Verdict.Unavailable(
          "no verifier for " + request.mode() + " proofs of " + request.circuitVersion());
    }
    KeyDigest key;
    try {
      key = ProgramDigest.of(program, request.circuitVersion());
    } catch (FormatException e) {
      return new Verdict.Unavailable("the program's key cannot be read: " + e.getMessage());
    }
    long size = proof.info().stored().sizeBytes();
    if (size > MAX_BYTES) {
      return new Verdict.Wrong(
          ProofFault.INVALID, size + " bytes are more than a proof of this kind has");
    }
    ProofFromNetwork parsed;
    try (InputStream in = proof.stream()) {
      parsed = ProofFromNetwork.parse(in.readNBytes(MAX_BYTES));
    } catch (FormatException e) {
      return new Verdict.Wrong(ProofFault.DAMAGED, String.valueOf(e.getMessage()));
    }
    return switch (verifier.get().verify(parsed, key)) {
      case org.hierophant.sp1.verifier.Verdict.Invalid invalid ->
          new Verdict.Wrong(ProofFault.INVALID, invalid.failed() + ": " + invalid.detail());
      case org.hierophant.sp1.verifier.Verdict.Valid valid ->
          PublicValuesCheck.verdict(request, parsed.publicValues(), evidence(valid.checks()));
    };
  }

  private static Evidence evidence(List<org.hierophant.sp1.verifier.Verdict.Check> checks) {
    return new Evidence(
        NAME,
        checks.stream().map(check -> new Evidence.Check(check.name(), check.took())).toList());
  }
}
