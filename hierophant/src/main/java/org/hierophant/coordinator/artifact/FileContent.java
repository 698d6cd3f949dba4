package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A stored file opened for reading. */
final class FileContent implements ArtifactContent {
  private static final int BUFFER_BYTES = 128 << 10;

  private final ArtifactInfo info;
  private final Path file;
  private final FileChannel channel;

  private FileContent(ArtifactInfo info, Path file, FileChannel channel) {
    this.info = info;
    this.file = file;
    this.channel = channel;
  }

  /**
   * @throws IOException if the file is missing or has another length than was stored
   */
  static FileContent open(ArtifactInfo info, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    if (channel.size() != info.stored().sizeBytes()) {
      long size = channel.size();
      channel.close();
      throw new IOException(
          "%s has %d bytes, %d were stored".formatted(file, size, info.stored().sizeBytes()));
    }
    return new FileContent(info, file, channel);
  }

  @Override
  public ArtifactInfo info() {
    return info;
  }

  @Override
  public InputStream stream() {
    return new ChannelStream(channel);
  }

  @Override
  public void copyTo(OutputStream target, long from, long count) throws IOException {
    if (from < 0 || count < 0 || count > info.stored().sizeBytes() - from) {
      throw new IllegalArgumentException(
          "bytes %d + %d are not inside %s".formatted(from, count, info.stored()));
    }
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, count)];
    long position = from;
    while (position < from + count) {
      int wanted = (int) Math.min(buffer.length, from + count - position);
      int read = channel.read(ByteBuffer.wrap(buffer, 0, wanted), position);
      if (read < 0) {
        throw new IOException(file + " ended early");
      }
      target.write(buffer, 0, read);
      position += read;
    }
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Reads at its own position, so that several streams of one channel do not disturb each other.
   */
  private static final class ChannelStream extends InputStream {
    private final FileChannel channel;
    private long position;

    ChannelStream(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = channel.read(ByteBuffer.wrap(target, offset, length), position);
      if (read > 0) {
        position += read;
      }
      return read;
    }
  }
}
