package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.VerifyingKey;

/**
 * Believes exactly the proof that the SDK's mock prover makes of a program's key and public values;
 * for coordinators in mock mode only.
 *
 * <p><b>Limits.</b> Proofs of at most 256 MiB.
 */
public final class MockVerifier implements Verifier {
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
        MemorySegment.ofArray(bytes), kind(request.mode()), version, key)) {
      case MockProofs.Result.Differs(var detail) -> new Verdict.Wrong(ProofFault.INVALID, detail);
      case MockProofs.Result.Exact(var publicValues) -> compared(request, publicValues);
    };
  }

  private static Verdict compared(ProofRequest request, byte[] publicValues) {
    Bytes32 hash = Sha256.ofContent(publicValues).value();
    Optional<Bytes32> expected = request.publicValuesHash();
    if (expected.isPresent()
        && !expected.get().equals(hash)
        && !expected.get().equals(blake3(publicValues))) {
      return new Verdict.Wrong(
          ProofFault.INVALID, "public values hash to " + hash + ", not " + expected.get());
    }
    return new Verdict.Right(Optional.of(hash));
  }

  /** Programs may commit to their public values with BLAKE3 in place of SHA-256. */
  private static Bytes32 blake3(byte[] content) {
    Blake3Digest digest = new Blake3Digest(256);
    digest.update(content, 0, content.length);
    byte[] hash = new byte[Bytes32.LENGTH];
    digest.doFinal(hash, 0);
    return Bytes32.of(hash);
  }

  static ProofKind kind(ProofMode mode) {
    return switch (mode) {
      case CORE -> ProofKind.CORE;
      case COMPRESSED -> ProofKind.COMPRESSED;
      case PLONK -> ProofKind.PLONK;
      case GROTH16 -> ProofKind.GROTH16;
    };
  }
}
