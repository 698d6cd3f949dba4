package org.hierophant.contemplant.prover.process;

import java.nio.charset.StandardCharsets;

/**
 * Makes lines of the bytes of one stream, which come in any pieces.
 *
 * <p><b>Limits.</b> Of a line {@value #MAX_LINE_BYTES} bytes are kept.
 *
 * <p><b>Thread.</b> One.
 */
public final class LineFeed {
  static final int MAX_LINE_BYTES = 1_000;

  private final ChildLog log;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private int length;

  public LineFeed(ChildLog log) {
    this.log = log;
  }

  /** Takes the first {@code count} bytes. */
  public void bytes(byte[] piece, int count) {
    for (int i = 0; i < count; i++) {
      if (piece[i] == '\n') {
        log.line(new String(line, 0, length, StandardCharsets.UTF_8));
        length = 0;
      } else if (length < MAX_LINE_BYTES) {
        line[length++] = piece[i];
      }
    }
  }

  /** The stream is over: what is there is a line. */
  public void end() {
    if (length > 0) {
      log.line(new String(line, 0, length, StandardCharsets.UTF_8));
      length = 0;
    }
  }
}
