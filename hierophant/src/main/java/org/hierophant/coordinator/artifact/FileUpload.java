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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one artifact to a part file, hashing on the way. */
final class FileUpload implements ArtifactUpload {
  private static final Logger log = LoggerFactory.getLogger(FileUpload.class);

  /** How often the free space is looked at. */
  private static final long ROOM_CHECK_BYTES = 16 << 20;

  private final FileArtifactStore store;
  private final ArtifactUri uri;
  private final Path part;
  private final FileChannel channel;
  private final long limitBytes;
  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] start = new byte[Encoding.MAGIC_BYTES];
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
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > limitBytes - size) {
      throw new ArtifactTooLargeException(limitBytes);
    }
    for (int i = 0; i < length && size + i < start.length; i++) {
      start[(int) size + i] = bytes[offset + i];
    }
    digest.update(bytes, offset, length);
    try {
      DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
    } catch (IOException e) {
      throw DiskErrors.translated(e);
    }
    size += length;
    if (size >= nextRoomCheck) {
      nextRoomCheck = size + ROOM_CHECK_BYTES;
      store.requireRoom();
    }
  }

  @Override
  public UploadResult commit(Optional<Sha256> expected) throws IOException {
    Sha256 actual = Sha256.of(digest.digest());
    if (expected.isPresent() && !expected.get().equals(actual)) {
      return new UploadResult.WrongDigest(actual);
    }
    try {
      channel.force(true);
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
    try (channel) {
      Files.deleteIfExists(part); // gone already if it was published
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", part).setCause(e).log("part file could not be removed");
    }
  }
}
