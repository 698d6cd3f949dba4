package org.hierophant.contemplant.transfer;

import java.io.IOException;

/** An artifact could not be moved, and trying again will not help. */
public final class TransferException extends IOException {
  private static final long serialVersionUID = 1L;

  public TransferException(String message) {
    super(message);
  }
}
