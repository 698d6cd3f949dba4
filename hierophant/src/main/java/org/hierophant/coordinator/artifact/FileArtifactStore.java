package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;

/**
 * Artifacts as files of one directory.
 *
 * <p><b>Shape.</b> {@code objects/xx/} holds whole artifacts, their facts in their names; {@code
 * incoming/} what is being written; {@code fetched/} an empty file for each artifact that was
 * received. An artifact is written to {@code incoming}, forced, renamed into place, and its
 * directory forced: after a crash it is whole or absent.
 *
 * <p><b>Limits.</b> The index holds about 300 bytes of memory for each artifact.
 */
public final class FileArtifactStore implements ArtifactStore {
  private final OwnedDirectory directory;
  private final Path objects;
  private final Path incoming;
  private final Path fetched;
  private final InstantSource clock;
  private final Room room;
  private final FileStoreLimits limits;
  private final Map<ArtifactUri, ArtifactInfo> index = new ConcurrentHashMap<>();
  private final AtomicInteger openUploads = new AtomicInteger();
  private final AtomicLong uploadNumber = new AtomicLong();

  private FileArtifactStore(
      OwnedDirectory directory, FileStoreLimits limits, InstantSource clock, Room room) {
    this.directory = directory;
    this.objects = directory.path().resolve("objects");
    this.incoming = directory.path().resolve("incoming");
    this.fetched = directory.path().resolve("fetched");
    this.limits = limits;
    this.clock = clock;
    this.room = room;
  }

  /**
   * Opens the store: clears what a crash left in {@code incoming} and lists what is there. No
   * artifact is read.
   *
   * @param directory closed with the store
   */
  public static FileArtifactStore open(
      OwnedDirectory directory, FileStoreLimits limits, InstantSource clock, Room room)
      throws IOException {
    FileArtifactStore store = new FileArtifactStore(directory, limits, clock, room);
    Files.createDirectories(store.objects);
    Files.createDirectories(store.incoming);
    Files.createDirectories(store.fetched);
    store.clearIncoming();
    store.list(store.fetchedNames());
    return store;
  }

  private void clearIncoming() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(incoming, "*.part")) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
    }
  }

  private Set<String> fetchedNames() throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> markers = Files.newDirectoryStream(fetched)) {
      markers.forEach(marker -> names.add(marker.getFileName().toString()));
    }
    return names;
  }

  private void list(Set<String> fetchedNames) throws IOException {
    try (DirectoryStream<Path> buckets = Files.newDirectoryStream(objects, Files::isDirectory)) {
      for (Path bucket : buckets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(bucket)) {
          for (Path file : files) {
            StoredFileName.parse(file.getFileName().toString(), false)
                .map(info -> withFetched(info, fetchedNames.contains(info.uri().toString())))
                .ifPresent(info -> index.put(info.uri(), info));
          }
        }
      }
    }
  }

  private static ArtifactInfo withFetched(ArtifactInfo info, boolean fetched) {
    return new ArtifactInfo(info.stored(), info.encoding(), info.storedAt(), fetched);
  }

  @Override
  public Optional<ArtifactInfo> stat(ArtifactUri uri) {
    return Optional.ofNullable(index.get(uri));
  }

  @Override
  public ArtifactUpload openUpload(ArtifactUri uri, long limitBytes) throws IOException {
    ArtifactInfo existing = index.get(uri);
    if (existing != null) {
      return new ComparingUpload(existing, limitBytes);
    }
    if (openUploads.incrementAndGet() > limits.maxConcurrentUploads()) {
      openUploads.decrementAndGet();
      throw new StoreFullException(limits.maxConcurrentUploads() + " uploads are under way");
    }
    try {
      requireRoom();
      Path part = incoming.resolve(uri + "-" + uploadNumber.incrementAndGet() + ".part");
      return new FileUpload(this, uri, part, limitBytes);
    } catch (IOException | RuntimeException e) {
      openUploads.decrementAndGet();
      throw DiskErrors.translated(e);
    }
  }

  /**
   * @throws StoreFullException if uploads would eat into the reserve
   */
  void requireRoom() throws IOException {
    if (availability() instanceof Availability.Full(String reason)) {
      throw new StoreFullException(reason);
    }
  }

  void uploadClosed() {
    openUploads.decrementAndGet();
  }

  /**
   * Publishes a whole and durable file; of several for one URI, one at a time.
   *
   * @return what {@link ArtifactUpload#commit} answers
   */
  UploadResult publish(ArtifactUri uri, Path part, Sha256 digest, long size, Encoding encoding)
      throws IOException {
    synchronized (lockOf(uri)) {
      ArtifactInfo existing = index.get(uri);
      if (existing != null) {
        return existing.stored().digest().equals(digest)
            ? new UploadResult.AlreadyStored(existing)
            : new UploadResult.Conflict(existing);
      }
      ArtifactInfo info =
          new ArtifactInfo(new StoredArtifact(uri, digest, size), encoding, clock.instant(), false);
      Path target = objects.resolve(StoredFileName.of(info));
      Path bucket = bucketOf(target);
      makeBucket(bucket);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceDirectory(bucket);
      index.put(uri, info);
      return new UploadResult.Stored(info);
    }
  }

  /** Returns once it is durable, whoever made it: what is put into it is acknowledged next. */
  private void makeBucket(Path bucket) throws IOException {
    synchronized (objects) {
      if (Files.notExists(bucket)) {
        Files.createDirectories(bucket);
        DurableFiles.forceDirectory(objects);
      }
    }
  }

  private static Path bucketOf(Path target) {
    Path parent = target.getParent();
    if (parent == null) {
      throw new IllegalStateException("an artifact lies in a directory: " + target);
    }
    return parent;
  }

  /** Stripes, so that no lock is kept for each artifact. */
  private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();

  private Object lockOf(ArtifactUri uri) {
    return locks[Math.floorMod(uri.hashCode(), locks.length)];
  }

  @Override
  public Optional<ArtifactContent> open(ArtifactUri uri) throws IOException {
    ArtifactInfo info = index.get(uri);
    if (info == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileContent.open(info, objects.resolve(StoredFileName.of(info))));
    } catch (NoSuchFileException e) {
      if (index.remove(uri, info)) {
        throw new IOException("the file of " + uri + " is gone, and not by us", e);
      }
      return Optional.empty(); // deleted in the meantime
    }
  }

  @Override
  public void markFetched(ArtifactUri uri) throws IOException {
    synchronized (lockOf(uri)) {
      ArtifactInfo info = index.get(uri);
      if (info == null || info.fetched()) {
        return;
      }
      try {
        Files.createFile(fetched.resolve(uri.toString()));
      } catch (FileAlreadyExistsException _) {
        // an earlier artifact of this name was fetched: the mark holds for this one
      }
      index.put(uri, withFetched(info, true));
    }
  }

  @Override
  public boolean delete(ArtifactUri uri) throws IOException {
    synchronized (lockOf(uri)) {
      ArtifactInfo info = index.remove(uri);
      if (info == null) {
        return false;
      }
      Files.deleteIfExists(fetched.resolve(uri.toString()));
      return Files.deleteIfExists(objects.resolve(StoredFileName.of(info)));
    }
  }

  @Override
  public Stream<ArtifactInfo> list() {
    return index.values().stream();
  }

  @Override
  public Availability availability() {
    try {
      long free = room.freeBytes();
      return free > limits.minFreeBytes()
          ? new Availability.Ready()
          : new Availability.Full(
              "the disk of the artifacts has %d bytes free, %d are kept free"
                  .formatted(free, limits.minFreeBytes()));
    } catch (IOException e) {
      return new Availability.Broken("the artifact directory cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
