package org.hierophant.contemplant.prover.socket;

import java.io.IOException;

/** The other end does not speak the protocol. */
final class FrameException extends IOException {
  private static final long serialVersionUID = 1L;

  FrameException(String message) {
    super(message);
  }
}
