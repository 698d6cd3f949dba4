package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hierophant.network.domain.Sha256;

/**
 * Hashes on a thread of its own, so that the bytes of a large upload are written meanwhile.
 *
 * <p><b>Limits.</b> {@value #CHUNKS} chunks of {@value #CHUNK_BYTES} bytes, made when they are
 * first needed: whoever is faster waits for the other, but never longer than a minute.
 *
 * <p><b>Thread.</b> One at a time; the bytes of a chunk may be read by others while it is hashed.
 */
final class BackgroundDigest implements AutoCloseable {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int CHUNKS = 4;

  /** A chunk takes 0.2 ms. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private record Part(byte[] chunk, int length) {
    static final Part END = new Part(new byte[0], 0);
  }

  private final MessageDigest digest;
  private final BlockingQueue<Part> waiting = new ArrayBlockingQueue<>(CHUNKS + 1);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(CHUNKS);
  private final Thread thread = Thread.ofVirtual().name("digest").unstarted(this::hash);
  private int made;

  /**
   * @param digest of everything before; no longer the caller's
   */
  BackgroundDigest(MessageDigest digest) {
    this.digest = digest;
    thread.start();
  }

  /** One to be filled. */
  byte[] take() throws IOException {
    byte[] chunk = free.poll();
    if (chunk != null) {
      return chunk;
    }
    if (made < CHUNKS) {
      made++;
      return new byte[CHUNK_BYTES];
    }
    try {
      chunk = free.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (chunk == null) {
      throw new IOException("a chunk was not hashed within " + LIMIT);
    }
    return chunk;
  }

  /**
   * Hashes the chunk's first bytes after everything before.
   *
   * @param chunk from {@link #take}; not to be written to any more
   */
  void update(byte[] chunk, int length) {
    waiting.add(new Part(chunk, length)); // there is room for every chunk
  }

  /** Of everything. */
  Sha256 finish() throws IOException {
    waiting.add(Part.END);
    try {
      if (!thread.join(LIMIT)) {
        throw new IOException("the last chunks were not hashed within " + LIMIT);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return Sha256.of(digest.digest());
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException e = new InterruptedIOException("interrupted while bytes were hashed");
    e.initCause(cause);
    return e;
  }

  private void hash() {
    try {
      for (Part part = waiting.take(); part != Part.END; part = waiting.take()) {
        digest.update(part.chunk, 0, part.length);
        free.add(part.chunk);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
