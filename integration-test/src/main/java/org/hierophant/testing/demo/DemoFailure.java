package org.hierophant.testing.demo;

/** The demo came to a wrong end: the message is all that a user needs to see. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean logsTell;

  DemoFailure(String message) {
    this(message, true);
  }

  /**
   * @param logsTell false if nobody of the network had a part in it
   */
  DemoFailure(String message, boolean logsTell) {
    super(message);
    this.logsTell = logsTell;
  }

  boolean logsTell() {
    return logsTell;
  }
}
