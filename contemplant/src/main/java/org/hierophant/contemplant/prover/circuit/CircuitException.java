package org.hierophant.contemplant.prover.circuit;

import java.io.IOException;

/** Circuit files could not be fetched. */
final class CircuitException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why not, and so when another try makes sense. */
  enum Kind {
    /** Nobody answers, or the connection broke: what has arrived is kept and gone on with. */
    CUT,
    /** The server says no, e.g. that there is no such file. */
    REFUSED,
    /** There is no room, or the disk does not do its work. */
    DISK,
    /** Not the bytes that were announced, and so not to be used. */
    BAD_DIGEST,
    /** Whole, and yet not what a circuit is made of. */
    UNUSABLE
  }

  private final Kind kind;

  CircuitException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  CircuitException(Kind kind, String message, IOException cause) {
    super(message + ": " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
