package org.hierophant.network.transfer;

import java.io.IOException;
import java.io.Serial;

/** Bytes that decode to more than the reader allows, by accident or as a bomb. */
public final class DecodedTooLargeException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final long limitBytes;

  DecodedTooLargeException(long limitBytes) {
    super("decodes to more than " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }
}
