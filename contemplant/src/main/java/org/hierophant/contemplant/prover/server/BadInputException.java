package org.hierophant.contemplant.prover.server;

/** A program or stdin is not what it should be: the same on every machine. */
public final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }
}
