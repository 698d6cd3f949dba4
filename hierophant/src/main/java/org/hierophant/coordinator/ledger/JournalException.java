package org.hierophant.coordinator.ledger;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The journal cannot be read or written. */
public final class JournalException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean fatal;

  /**
   * @param fatal true if what was written may be lost or damaged: the process must end; false if
   *     nothing was changed and a later try may succeed, as with a full disk
   */
  public JournalException(String message, boolean fatal, @Nullable Throwable cause) {
    super(message, cause);
    this.fatal = fatal;
  }

  public boolean isFatal() {
    return fatal;
  }
}
