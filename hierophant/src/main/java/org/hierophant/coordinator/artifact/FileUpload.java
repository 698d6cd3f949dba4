package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one artifact to a part file, hashing on the way. The first {@value #INLINE_BYTES} bytes on
 * the caller's thread alone, as most artifacts are small; what follows in chunks that another
 * thread hashes.
 */
final class FileUpload implements ArtifactUpload {
  private static final Logger log = LoggerFactory.getLogger(FileUpload.class);

  /** How often the free space is looked at. */
  private static final long ROOM_CHECK_BYTES = 16 << 20;

  private static final int INLINE_BYTES = 1 << 20;

  private final FileArtifactStore store;
  private final ArtifactUri uri;
  private final Path part;
  private final FileChannel channel;
  private final long limitBytes;
  private final MessageDigest digest = Sha256.newDigest();
  private final SteadyForce force;
  private final byte[] start = new byte[Encoding.MAGIC_BYTES];
  private @Nullable BackgroundDigest background;
  private byte[] chunk = {};
  private int filled;
  private long size;
  private long nextRoomCheck = ROOM_CHECK_BYTES;
  private boolean open = true;

  FileUpload(FileArtifactStore store, ArtifactUri uri, Path part, long limitBytes)
      throws IOException {
    this.store = store;
    this.uri = uri;
    this.part = part;
    this.limitBytes = limitBytes;
    this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    this.force = new SteadyForce(channel);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > limitBytes - size) {
      throw new ArtifactTooLargeException(limitBytes);
    }
    for (int i = 0; i < length && size + i < start.length; i++) {
      start[(int) size + i] = bytes[offset + i];
    }
    try {
      if (background == null && size + length <= INLINE_BYTES) {
        digest.update(bytes, offset, length);
        DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
      } else {
        append(bytes, offset, length);
      }
    } catch (IOException e) {
      throw DiskErrors.translated(e);
    }
    size += length;
    if (size >= nextRoomCheck) {
      nextRoomCheck = size + ROOM_CHECK_BYTES;
      store.requireRoom();
    }
  }

  private void append(byte[] bytes, int offset, int length) throws IOException {
    BackgroundDigest hashing = background;
    if (hashing == null) {
      hashing = new BackgroundDigest(digest);
      background = hashing;
      chunk = hashing.take();
    }
    int done = 0;
    while (done < length) {
      if (filled == chunk.length) {
        flush(hashing);
        chunk = hashing.take();
      }
      int part = Math.min(length - done, chunk.length - filled);
      System.arraycopy(bytes, offset + done, chunk, filled, part);
      filled += part;
      done += part;
    }
  }

  private void flush(BackgroundDigest hashing) throws IOException {
    hashing.update(chunk, filled);
    DurableFiles.writeFully(channel, ByteBuffer.wrap(chunk, 0, filled));
    filled = 0;
    force.written(channel.position());
  }

  private Sha256 digest() throws IOException {
    BackgroundDigest hashing = background;
    if (hashing == null) {
      return Sha256.of(digest.digest());
    }
    flush(hashing);
    return hashing.finish();
  }

  @Override
  public UploadResult commit(Optional<Sha256> expected) throws IOException {
    Sha256 actual;
    try {
      actual = digest();
    } catch (IOException e) {
      throw DiskErrors.translated(e);
    }
    if (expected.isPresent() && !expected.get().equals(actual)) {
      return new UploadResult.WrongDigest(actual);
    }
    try {
      force.finish();
      Encoding encoding = Encoding.of(start, (int) Math.min(size, start.length));
      return store.publish(uri, part, actual, size, encoding);
    } catch (IOException e) {
      throw DiskErrors.translated(e);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    store.uploadClosed();
    if (background != null) {
      background.close();
    }
    try (channel) {
      Files.deleteIfExists(part); // gone already if it was published
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", part).setCause(e).log("part file could not be removed");
    }
  }
}
