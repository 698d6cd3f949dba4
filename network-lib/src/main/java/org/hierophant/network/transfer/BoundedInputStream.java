package org.hierophant.network.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails with {@link DecodedTooLargeException} at the first byte past a limit. */
final class BoundedInputStream extends FilterInputStream {
  private final long limitBytes;
  private long readBytes;

  BoundedInputStream(InputStream in, long limitBytes) {
    super(in);
    this.limitBytes = limitBytes;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(count);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) throws DecodedTooLargeException {
    readBytes += bytes;
    if (readBytes > limitBytes) {
      throw new DecodedTooLargeException(limitBytes);
    }
  }
}
