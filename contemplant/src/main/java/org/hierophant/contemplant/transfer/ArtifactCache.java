package org.hierophant.contemplant.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.Download;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger log = LoggerFactory.getLogger(ArtifactCache.class);
  private static final String PART = ".part";
  private static final long LOCK_WAIT_MILLIS = 200;

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
   * @param stop asked several times a second
   * @throws TransferException if it cannot be fetched, or {@code stop} said so
   */
  public Held get(Download download, BooleanSupplier stop, LongConsumer received)
      throws IOException, InterruptedException {
    Sha256 digest = download.digest();
    Use use = hold(digest);
    boolean got = false;
    try {
      while (!use.fetching.tryLock(LOCK_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        if (stop.getAsBoolean()) {
          throw new TransferException("stopped");
        }
      }
      try {
        Path file = fetched(download, stop, received);
        got = true;
        return new Held(digest, file);
      } finally {
        use.fetching.unlock();
      }
    } finally {
      if (!got) {
        release(digest);
      }
    }
  }

  private Path fetched(Download download, BooleanSupplier stop, LongConsumer received)
      throws IOException, InterruptedException {
    Path file = directory.resolve(download.digest().hex());
    if (Files.exists(file) && Files.size(file) == download.sizeBytes()) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return file;
    }
    Path part = directory.resolve(download.digest().hex() + PART);
    client.download(download, part, stop, received);
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true); // a name here vouches for the content, also after a power loss
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    trim();
    return file;
  }

  private synchronized Use hold(Sha256 digest) {
    Use use = inUse.computeIfAbsent(digest, _ -> new Use());
    use.holders++;
    return use;
  }

  private synchronized void release(Sha256 digest) {
    inUse.computeIfPresent(digest, (_, use) -> --use.holders == 0 ? null : use);
  }

  /** A cache that cannot be trimmed is too large, which is no reason to fail. */
  private synchronized void trim() {
    try {
      deleteOldest();
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("artifact cache cannot be trimmed");
    }
  }

  private void deleteOldest() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    }
    long total = 0;
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      try {
        Entry entry = new Entry(file, Files.size(file), Files.getLastModifiedTime(file));
        total += entry.size();
        entries.add(entry);
      } catch (NoSuchFileException _) {
        // another fetch has just renamed it
      }
    }
    entries.sort(Comparator.comparing(Entry::usedAt));
    for (Entry entry : entries) {
      if (total <= limitBytes) {
        return;
      }
      if (!isInUse(entry.file())) {
        Files.deleteIfExists(entry.file());
        total -= entry.size();
      }
    }
  }

  private record Entry(Path file, long size, FileTime usedAt) {}

  private boolean isInUse(Path file) {
    String name = file.getFileName().toString();
    String hex = name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
    return inUse.keySet().stream().anyMatch(digest -> digest.hex().equals(hex));
  }
}
