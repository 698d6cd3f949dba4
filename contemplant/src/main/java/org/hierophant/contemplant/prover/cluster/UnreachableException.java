package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;

/** The cluster or its store did not answer, or is in trouble itself: worth asking again. */
final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
