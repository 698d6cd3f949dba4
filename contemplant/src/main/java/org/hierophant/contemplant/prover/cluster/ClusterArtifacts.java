package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hierophant.network.domain.ArtifactType;

/**
 * Where the cluster finds programs and inputs and leaves proofs. An artifact is a zstd frame of
 * bincode.
 *
 * <p><b>Thread.</b> Any number; every call waits for the store.
 *
 * <p><b>Source.</b> {@code crates/artifact} of sp1-cluster v2.7.2.
 */
interface ClusterArtifacts extends AutoCloseable {
  /** How a fetch ended. */
  enum Fetched {
    WHOLE,
    ABSENT,
    STOPPED
  }

  /**
   * @throws UnreachableException if the store does not answer
   * @throws RefusedException if it does not let us in
   */
  void ping() throws IOException;

  /**
   * @throws UnreachableException if the store does not answer
   * @throws RefusedException if it does not let us look
   */
  boolean has(ArtifactType type, String id) throws IOException;

  /**
   * Stores a file, compressed if it is not yet; visible only once it is whole.
   *
   * @param life after which the store may forget it; empty: never
   * @param stop looked at between pieces
   * @return false if it was stopped
   * @throws UnreachableException if the store does not answer
   * @throws RefusedException if the store has no room or does not take it
   */
  boolean put(
      ArtifactType type, String id, Path file, Optional<Duration> life, BooleanSupplier stop)
      throws IOException;

  /**
   * Writes the decoded artifact to a new file, which is durable once this returns {@code WHOLE},
   * and else is not there.
   *
   * @param stop looked at often
   * @throws UnreachableException if the store does not answer
   * @throws RefusedException if it is not a whole zstd frame, or too large
   */
  Fetched fetch(ArtifactType type, String id, Path file, BooleanSupplier stop) throws IOException;

  /**
   * Forgets it, if it is there.
   *
   * @throws UnreachableException if the store does not answer
   */
  void remove(ArtifactType type, String id) throws IOException;

  @Override
  void close();
}
