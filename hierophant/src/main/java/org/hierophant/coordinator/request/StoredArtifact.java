package org.hierophant.coordinator.request;

import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;

/**
 * An artifact whose bytes are known: what a worker needs to fetch and check it.
 *
 * @param digest of the bytes as stored, so of the compressed ones where the client compressed
 * @param sizeBytes of the same bytes
 */
public record StoredArtifact(ArtifactUri uri, Sha256 digest, long sizeBytes) {
  public StoredArtifact {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("size must not be negative: " + sizeBytes);
    }
  }
}
