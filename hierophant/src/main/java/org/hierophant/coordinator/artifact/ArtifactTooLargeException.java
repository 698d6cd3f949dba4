package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.io.Serial;

/** More bytes were written than the artifact may hold. */
public final class ArtifactTooLargeException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final long limitBytes;

  public ArtifactTooLargeException(long limitBytes) {
    super("more than " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }
}
