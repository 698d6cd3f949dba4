package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;

/** The cluster or its store answered and said no: asking again would not help. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }

  RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
