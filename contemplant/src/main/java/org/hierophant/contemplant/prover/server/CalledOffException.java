package org.hierophant.contemplant.prover.server;

import java.io.IOException;

/** A question was not told to its end, and never will be. */
public final class CalledOffException extends IOException {
  private static final long serialVersionUID = 1L;

  public CalledOffException() {
    super("the proof was called off before the server was told all of it");
  }
}
