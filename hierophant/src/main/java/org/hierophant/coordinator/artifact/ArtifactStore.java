package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.network.domain.ArtifactUri;

/**
 * Keeps artifacts: written once, read often, never seen half-written. Who may write or read what is
 * not decided here.
 *
 * <p><b>Thread.</b> Any; only {@link #stat} and {@link #availability} are sure not to wait for a
 * disk.
 */
public interface ArtifactStore extends AutoCloseable {
  /** From memory; empty until the bytes are whole and durable. */
  Optional<ArtifactInfo> stat(ArtifactUri uri);

  /**
   * Starts to write an artifact. Nobody sees it before {@link ArtifactUpload#commit}; several may
   * write the same one at a time, the first commit wins.
   *
   * @param limitBytes the most it may hold
   * @throws StoreFullException if there is no room for {@code limitBytes} or for more uploads; room
   *     may return without a restart
   * @throws IOException if the store cannot be written
   */
  ArtifactUpload openUpload(ArtifactUri uri, long limitBytes) throws IOException;

  /**
   * Opens a stored artifact for reading; it stays readable until closed, even if it is deleted.
   *
   * @throws IOException if it is stored but cannot be read, or is not what was stored
   */
  Optional<ArtifactContent> open(ArtifactUri uri) throws IOException;

  /** Notes that somebody has received the artifact to the end; forgotten with the artifact. */
  void markFetched(ArtifactUri uri) throws IOException;

  /** False if there was nothing to delete. */
  boolean delete(ArtifactUri uri) throws IOException;

  /** Everything stored at some moment during the call, in no order. */
  Stream<ArtifactInfo> list();

  /** Whether uploads are taken now. */
  Availability availability();

  @Override
  void close() throws IOException;

  /** What the store can do at the moment. */
  sealed interface Availability {
    record Ready() implements Availability {}

    /** Stored bytes can be read, but nothing can be added; {@code reason} is for the operator. */
    record Full(String reason) implements Availability {}

    /** The store does not work; {@code reason} is for the operator. */
    record Broken(String reason) implements Availability {}
  }
}
