package org.hierophant.contemplant.prover.twirp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.hierophant.contemplant.prover.server.HeadStart;

/**
 * Parts one after the other, the end of which the head start holds back: before it this blocks.
 *
 * <p><b>Thread.</b> That of whoever sends.
 */
final class HeldStream extends InputStream {
  private final Deque<Part> parts;
  private final HeadStart headStart;
  private long untilHeld;
  private InputStream current = InputStream.nullInputStream();

  /**
   * @param untilHeld how many bytes come before the end that is held back
   */
  HeldStream(List<Part> parts, long untilHeld, HeadStart headStart) {
    this.parts = new ArrayDeque<>(parts);
    this.untilHeld = untilHeld;
    this.headStart = headStart;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (untilHeld == 0) {
      headStart.awaitEnd();
      return next(target, offset, length);
    }
    headStart.check();
    int read = next(target, offset, (int) Math.min(length, untilHeld));
    if (read < 0) {
      throw new EOFException("a file became shorter while it was sent");
    }
    untilHeld -= read;
    return read;
  }

  private int next(byte[] target, int offset, int length) throws IOException {
    int read = current.read(target, offset, length);
    while (read < 0 && !parts.isEmpty()) {
      current.close();
      current = parts.removeFirst().stream();
      read = current.read(target, offset, length);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
