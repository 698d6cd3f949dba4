package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
import org.hierophant.sp1.verifier.RecursionKeys;

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

  private final RecursionKeys keysOfV5;

  /** Believes compressed proofs of v5 that are of several shards, and refuses to judge others. */
  public LibraryVerifier() {
    this(RecursionKeys.ofManyShards());
  }

  private LibraryVerifier(RecursionKeys keysOfV5) {
    this.keysOfV5 = keysOfV5;
  }

  /**
   * Judges all compressed proofs of v5.
   *
   * @param keyMap a copy of the file that SP1 publishes
   * @throws IOException if it is not; the message is one line for the operator
   */
  public static LibraryVerifier with(Path keyMap) throws IOException {
    try {
      return new LibraryVerifier(RecursionKeys.read(keyMap));
    } catch (FormatException | IllegalArgumentException e) {
      throw new IOException("verification.v5_key_map: " + e.getMessage(), e);
    }
  }

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
                .flatMap(circuit -> circuit.verifier(Kinds.of(key.mode()), keysOfV5)));
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
      case org.hierophant.sp1.verifier.Verdict.Invalid invalid when needsKeyMap(invalid) ->
          new Verdict.Unavailable(invalid.detail() + ", and name it as verification.v5_key_map");
      case org.hierophant.sp1.verifier.Verdict.Invalid invalid ->
          new Verdict.Wrong(ProofFault.INVALID, invalid.failed() + ": " + invalid.detail());
      case org.hierophant.sp1.verifier.Verdict.Valid valid ->
          PublicValuesCheck.verdict(request, parsed.publicValues(), evidence(valid.checks()));
    };
  }

  /** No fault of the worker's: only the operator can get the keys of such proofs. */
  private static boolean needsKeyMap(org.hierophant.sp1.verifier.Verdict.Invalid invalid) {
    return invalid.detail().contains(RecursionKeys.FILE_SHA_256);
  }

  private static Evidence evidence(List<org.hierophant.sp1.verifier.Verdict.Check> checks) {
    return new Evidence(
        NAME,
        checks.stream().map(check -> new Evidence.Check(check.name(), check.took())).toList());
  }
}
