package org.hierophant.sp1.curve;

/** Bytes that are not the one encoding of a point or scalar; the message says what is wrong. */
public final class PointException extends Exception {
  private static final long serialVersionUID = 1L;

  PointException(String message) {
    super(message);
  }
}
