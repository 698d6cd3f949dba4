package org.hierophant.coordinator.artifact;

import java.security.MessageDigest;
import java.util.Optional;
import org.hierophant.network.domain.Sha256;

/** An upload of what is there already: hashed to be compared, never written. */
final class ComparingUpload implements ArtifactUpload {
  private final ArtifactInfo existing;
  private final long limitBytes;
  private final MessageDigest digest = Sha256.newDigest();
  private long size;

  ComparingUpload(ArtifactInfo existing, long limitBytes) {
    this.existing = existing;
    this.limitBytes = limitBytes;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws ArtifactTooLargeException {
    if (length > limitBytes - size) {
      throw new ArtifactTooLargeException(limitBytes);
    }
    digest.update(bytes, offset, length);
    size += length;
  }

  @Override
  public UploadResult commit(Optional<Sha256> expected) {
    Sha256 actual = Sha256.of(digest.digest());
    if (expected.isPresent() && !expected.get().equals(actual)) {
      return new UploadResult.WrongDigest(actual);
    }
    return existing.stored().digest().equals(actual)
        ? new UploadResult.AlreadyStored(existing)
        : new UploadResult.Conflict(existing);
  }

  @Override
  public void close() {
    // holds nothing
  }
}
