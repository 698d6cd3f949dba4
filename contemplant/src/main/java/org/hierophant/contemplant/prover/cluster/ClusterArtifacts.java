package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where the cluster finds programs and inputs and leaves proofs. An artifact is a zstd frame of
 * bincode.
 *
 * <p><b>Thread.</b> Any number; every call waits for the store.
 *
 * <p><b>Source.</b> {@code crates/artifact} of sp1-cluster v2.7.2.
 */
interface ClusterArtifacts extends AutoCloseable {
  /**
   * @throws UnreachableException if the store does not answer
   */
  void ping() throws IOException;

  /**
   * @throws UnreachableException if the store does not answer
   */
  boolean has(String id) throws IOException;

  /**
   * Stores a file, compressed if it is not yet; visible only once it is whole.
   *
   * @param life after which the store may forget it; empty: never
   * @param stop looked at between pieces
   * @return false if it was stopped
   * @throws UnreachableException if the store does not answer
   * @throws RefusedException if the store has no room
   */
  boolean put(String id, Path file, Optional<Duration> life, BooleanSupplier stop)
      throws IOException;

  /**
   * Writes the decoded artifact to a new file; durable when this returns.
   *
   * @return false if there is no such artifact
   * @throws UnreachableException if the store does not answer
   * @throws RefusedException if it is not a whole zstd frame, or too large
   */
  boolean fetch(String id, Path file) throws IOException;

  /**
   * Forgets it, if it is there.
   *
   * @throws UnreachableException if the store does not answer
   */
  void remove(String id) throws IOException;

  @Override
  void close();
}
