package org.hierophant.contemplant;

/** The worker cannot start; the message is the line an operator needs, naming key and value. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }
}
