package org.hierophant.contemplant.link;

import org.hierophant.network.wire.CloseReason;

/** How a connection, or the try to make one, ended. */
sealed interface Ending {
  /** For the log. */
  String reason();

  /** No connection came to be, or it broke. */
  record Broken(String reason) implements Ending {}

  /** The coordinator closed it and said why. */
  record Closed(int code, String text) implements Ending {
    @Override
    public String reason() {
      return code + (text.isEmpty() ? "" : " " + text);
    }

    boolean needsAttention() {
      return CloseReason.ofCode(code).map(CloseReason::needsAttention).orElse(false);
    }
  }
}
