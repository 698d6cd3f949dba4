package org.hierophant.coordinator.artifact;

import org.hierophant.network.domain.Sha256;

/** What became of a whole upload. */
public sealed interface UploadResult {
  /** The bytes are durable and visible. */
  record Stored(ArtifactInfo info) implements UploadResult {}

  /** The same bytes were there already. */
  record AlreadyStored(ArtifactInfo info) implements UploadResult {}

  /** Other bytes were there already; they stay. */
  record Conflict(ArtifactInfo existing) implements UploadResult {}

  /** The bytes are not those that were announced; nothing was kept. */
  record WrongDigest(Sha256 actual) implements UploadResult {}
}
