package org.hierophant.contemplant.health;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends after 8 KiB, whatever the peer sends. */
final class Bounded extends FilterInputStream {
  private int left = 8 * 1024;

  Bounded(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    return left-- > 0 ? super.read() : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left <= 0) {
      return -1;
    }
    int read = super.read(target, offset, Math.min(length, left));
    left -= Math.max(0, read);
    return read;
  }
}
