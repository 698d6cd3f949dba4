package org.hierophant.sp1.executor;

/** A program file that cannot be loaded: what is wrong, and where in the file. */
public final class ElfException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;

  ElfException(long offset, String message) {
    super(message + " (at offset " + offset + ")");
    this.offset = offset;
  }

  /** Offset in bytes of the field or range that was refused, from the start of the file. */
  public long offset() {
    return offset;
  }
}
