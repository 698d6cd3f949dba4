package org.hierophant.sp1.format;

/** Says that bytes are not what they claim to be, and at which byte that showed. */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String detail;

  FormatException(long offset, String what) {
    super(what + " at byte " + offset);
    this.offset = offset;
    this.detail = what + " at byte " + offset;
  }

  /** Bytes from the start of the input to the value that was refused. */
  public long offset() {
    return offset;
  }

  /** What was refused, and where; the same as the message. */
  public String detail() {
    return detail;
  }
}
