package org.hierophant.testing.demo;

/** The demo came to a wrong end: the message is all that a user needs to see. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
