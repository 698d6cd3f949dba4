package org.hierophant.contemplant.prover.server;

import java.io.IOException;

/** This worker's own files cannot be read or written; the prover has no part in it. */
public final class DiskException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskException(String message) {
    super(message);
  }

  public DiskException(IOException cause) {
    super(
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
  }
}
