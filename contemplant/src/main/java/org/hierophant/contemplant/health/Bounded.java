package org.hierophant.contemplant.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** What a peer sends, up to 8 KiB and a moment in time, however it sends it. */
final class Bounded extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private final long endNanos;
  private int left = 8 * 1024;

  Bounded(Socket socket, long endNanos) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.endNanos = endNanos;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left <= 0) {
      return -1;
    }
    long millis = (endNanos - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the request took too long");
    }
    socket.setSoTimeout((int) millis);
    int read = in.read(target, offset, Math.min(length, left));
    left -= Math.max(0, read);
    return read;
  }
}
