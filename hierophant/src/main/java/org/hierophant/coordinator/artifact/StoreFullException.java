package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.io.Serial;

/** There is no room for more bytes; trying again later can help. */
public final class StoreFullException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public StoreFullException(String reason) {
    super(reason);
  }
}
