package org.hierophant.contemplant.prover.server;

import java.io.IOException;

/** The other end does not speak the protocol. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message);
  }
}
