package org.hierophant.network.wire;

import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;

/**
 * One artifact to fetch: HTTP GET, relative to the origin the worker dialled.
 *
 * @param path absolute path and query
 * @param token sent as {@code Authorization: Bearer}; empty if none is needed
 * @param digest of the stored bytes
 * @param sizeBytes of the stored bytes
 */
public record Download(ArtifactUri uri, String path, String token, Sha256 digest, long sizeBytes) {
  public Download {
    TransferRules.check(path, token);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("size_bytes must not be negative");
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Download[" + uri + ", " + digest.hex() + ", " + sizeBytes + " bytes]";
  }
}
