package org.hierophant.coordinator.verification;

import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Sha256;

/** Compares the public values that come with a proof with those a client expects. */
final class PublicValuesCheck {
  private PublicValuesCheck() {}

  /** Right, unless the client named another hash. */
  static Verdict verdict(ProofRequest request, byte[] publicValues, Evidence evidence) {
    Bytes32 hash = Sha256.ofContent(publicValues).value();
    Optional<Bytes32> expected = request.publicValuesHash();
    if (expected.isPresent()
        && !expected.get().equals(hash)
        && !expected.get().equals(blake3(publicValues))) {
      return new Verdict.Wrong(
          ProofFault.INVALID, "public values hash to " + hash + ", not " + expected.get());
    }
    return new Verdict.Right(Optional.of(hash), evidence);
  }

  /** Programs may commit to their public values with BLAKE3 in place of SHA-256. */
  private static Bytes32 blake3(byte[] content) {
    Blake3Digest digest = new Blake3Digest(256);
    digest.update(content, 0, content.length);
    byte[] hash = new byte[Bytes32.LENGTH];
    digest.doFinal(hash, 0);
    return Bytes32.of(hash);
  }
}
