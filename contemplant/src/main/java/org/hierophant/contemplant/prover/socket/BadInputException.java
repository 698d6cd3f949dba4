package org.hierophant.contemplant.prover.socket;

/** A program or stdin is not what it should be: the same on every machine. */
final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }
}
