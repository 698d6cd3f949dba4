package org.hierophant.coordinator.proposer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTooLargeException;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.artifact.StoreFullException;
import org.hierophant.coordinator.artifact.UploadResult;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;

/** Artifacts in memory, on a disk that can be full. It outlives the processes that use it. */
final class MemoryArtifacts implements ArtifactStore {
  private record Stored(ArtifactInfo info, byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Stored that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private final Map<ArtifactUri, Stored> stored = new LinkedHashMap<>();
  private final InstantSource clock;
  private boolean full;

  MemoryArtifacts(InstantSource clock) {
    this.clock = clock;
  }

  void full(boolean isFull) {
    full = isFull;
  }

  void wipe() {
    stored.clear();
  }

  /** The bytes, or empty if nothing is stored under this name. */
  Optional<byte[]> bytes(ArtifactUri uri) {
    return Optional.ofNullable(stored.get(uri)).map(Stored::bytes);
  }

  @Override
  public Optional<ArtifactInfo> stat(ArtifactUri uri) {
    return Optional.ofNullable(stored.get(uri)).map(Stored::info);
  }

  @Override
  public ArtifactUpload openUpload(ArtifactUri uri, long limitBytes) throws IOException {
    if (full) {
      throw new StoreFullException("no room left");
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    return new ArtifactUpload() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (content.size() + length > limitBytes) {
          throw new ArtifactTooLargeException(limitBytes);
        }
        content.write(bytes, offset, length);
      }

      @Override
      public UploadResult commit(Optional<Sha256> expected) {
        return put(uri, content.toByteArray());
      }

      @Override
      public void close() {}
    };
  }

  private UploadResult put(ArtifactUri uri, byte[] bytes) {
    Stored earlier = stored.get(uri);
    if (earlier != null) {
      return Arrays.equals(earlier.bytes(), bytes)
          ? new UploadResult.AlreadyStored(earlier.info())
          : new UploadResult.Conflict(earlier.info());
    }
    ArtifactInfo info =
        new ArtifactInfo(
            new StoredArtifact(uri, Sha256.ofContent(bytes), bytes.length),
            Encoding.PLAIN,
            clock.instant(),
            false);
    stored.put(uri, new Stored(info, bytes));
    return new UploadResult.Stored(info);
  }

  @Override
  public Optional<ArtifactContent> open(ArtifactUri uri) {
    return Optional.ofNullable(stored.get(uri)).map(MemoryArtifacts::content);
  }

  private static ArtifactContent content(Stored one) {
    return new ArtifactContent() {
      @Override
      public ArtifactInfo info() {
        return one.info();
      }

      @Override
      public InputStream stream() {
        return new ByteArrayInputStream(one.bytes());
      }

      @Override
      public void copyTo(OutputStream target, long from, long count) throws IOException {
        target.write(one.bytes(), (int) from, (int) count);
      }

      @Override
      public Optional<Path> file() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void markFetched(ArtifactUri uri) {
    stored.computeIfPresent(
        uri,
        (_, one) ->
            new Stored(
                new ArtifactInfo(
                    one.info().stored(), one.info().encoding(), one.info().storedAt(), true),
                one.bytes()));
  }

  @Override
  public boolean delete(ArtifactUri uri) {
    return stored.remove(uri) != null;
  }

  @Override
  public Stream<ArtifactInfo> list() {
    return stored.values().stream().map(Stored::info).toList().stream();
  }

  @Override
  public Availability availability() {
    return full ? new Availability.Full("no room left") : new Availability.Ready();
  }

  @Override
  public void close() {}
}
