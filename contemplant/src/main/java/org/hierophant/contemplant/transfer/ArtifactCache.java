package org.hierophant.contemplant.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.Download;

/**
 * Fetched artifacts on disk, found again by their content: a program that many requests use is
 * fetched once.
 *
 * <p><b>Shape.</b> One file per artifact, named by the digest in hex; {@code .part} while it is
 * being fetched, and continued after a restart.
 *
 * <p><b>Limits.</b> What is not in use is deleted, least recently used first, until the rest fits.
 *
 * <p><b>Thread.</b> Any; two fetches of the same content wait for each other.
 */
public final class ArtifactCache {
  private static final String PART = ".part";

  private final Path directory;
  private final long limitBytes;
  private final ArtifactClient client;
  private final Map<Sha256, Use> inUse = new HashMap<>();

  /** How many hold one file, and the lock of those who fetch it. */
  private static final class Use {
    final ReentrantLock fetching = new ReentrantLock();
    int holders;
  }

  /**
   * @throws IOException if the directory cannot be made
   */
  public ArtifactCache(Path directory, long limitBytes, ArtifactClient client) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.limitBytes = limitBytes;
    this.client = client;
  }

  /** A file that stays until closed. */
  public final class Held implements AutoCloseable {
    private final Sha256 digest;
    private final Path file;

    private Held(Sha256 digest, Path file) {
      this.digest = digest;
      this.file = file;
    }

    public Path file() {
      return file;
    }

    @Override
    public void close() {
      release(digest);
    }
  }

  /**
   * The artifact's file, fetched only if it is not there.
   *
   * @throws TransferException if it cannot be fetched
   */
  public Held get(Download download, BooleanSupplier stop, LongConsumer received)
      throws IOException, InterruptedException {
    Sha256 digest = download.digest();
    Path file = directory.resolve(digest.hex());
    Use use = hold(digest);
    boolean got = false;
    use.fetching.lockInterruptibly();
    try {
      if (Files.exists(file) && Files.size(file) == download.sizeBytes()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } else {
        Path part = directory.resolve(digest.hex() + PART);
        client.download(download, part, stop, received);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      got = true;
      trim();
      return new Held(digest, file);
    } finally {
      use.fetching.unlock();
      if (!got) {
        release(digest);
      }
    }
  }

  private synchronized Use hold(Sha256 digest) {
    Use use = inUse.computeIfAbsent(digest, _ -> new Use());
    use.holders++;
    return use;
  }

  private synchronized void release(Sha256 digest) {
    inUse.computeIfPresent(digest, (_, use) -> --use.holders == 0 ? null : use);
  }

  private synchronized void trim() throws IOException {
    record Entry(Path file, long size, FileTime usedAt) {}
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    }
    long total = 0;
    List<Entry> entries = new java.util.ArrayList<>();
    for (Path file : files) {
      Entry entry = new Entry(file, Files.size(file), Files.getLastModifiedTime(file));
      total += entry.size();
      entries.add(entry);
    }
    entries.sort(Comparator.comparing(Entry::usedAt));
    for (Entry entry : entries) {
      if (total <= limitBytes) {
        return;
      }
      String name = entry.file().getFileName().toString();
      String hex = name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
      if (inUse.keySet().stream().noneMatch(digest -> digest.hex().equals(hex))) {
        Files.deleteIfExists(entry.file());
        total -= entry.size();
      }
    }
  }
}
