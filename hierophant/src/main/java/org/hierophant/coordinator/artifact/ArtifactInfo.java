package org.hierophant.coordinator.artifact;

import java.time.Instant;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.transfer.Encoding;

/**
 * What is known of a stored artifact without reading it.
 *
 * @param stored name, digest and length of the bytes as they were sent
 * @param encoding recognised by the first bytes
 * @param fetched true once somebody has received it to the end
 */
public record ArtifactInfo(
    StoredArtifact stored, Encoding encoding, Instant storedAt, boolean fetched) {
  public ArtifactUri uri() {
    return stored.uri();
  }
}
