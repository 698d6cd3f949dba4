package org.hierophant.network.wire;

/** A frame that is not a message of this protocol; the text says which field is wrong. */
public final class FrameException extends Exception {
  private static final long serialVersionUID = 1L;

  public FrameException(String message) {
    super(message);
  }

  public FrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
