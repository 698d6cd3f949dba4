package org.hierophant.network.wire;

import org.hierophant.network.domain.ArtifactUri;

/**
 * Where a proof goes: HTTP PUT, relative to the origin the worker dialled.
 *
 * @param path absolute path and query
 * @param token sent as {@code Authorization: Bearer}; empty if none is needed
 */
public record Upload(ArtifactUri uri, String path, String token) {
  public Upload {
    TransferRules.check(path, token);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Upload[" + uri + "]";
  }
}
