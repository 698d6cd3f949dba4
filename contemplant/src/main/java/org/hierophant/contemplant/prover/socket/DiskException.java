package org.hierophant.contemplant.prover.socket;

import java.io.IOException;

/** This worker's own files cannot be read or written; the prover has no part in it. */
final class DiskException extends IOException {
  private static final long serialVersionUID = 1L;

  DiskException(String message) {
    super(message);
  }

  DiskException(IOException cause) {
    super(
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
  }
}
