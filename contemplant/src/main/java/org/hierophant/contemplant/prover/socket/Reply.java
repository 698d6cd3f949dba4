package org.hierophant.contemplant.prover.socket;

import com.google.protobuf.ByteString;
import org.hierophant.network.domain.Bytes32;

/** What the server answers; a proof is in its file by then. */
sealed interface Reply {
  record Ok() implements Reply {}

  /**
   * A program is known from now on.
   *
   * @param key by which, the SHA-256 of its ELF
   * @param vk bincode of its verifying key
   */
  record SetUp(Bytes32 key, ByteString vk) implements Reply {}

  record Proof(long bytes) implements Reply {}

  /** Proving failed. */
  record ProverError(String text) implements Reply {}

  /** The request makes no sense to the server, or it could not get ready. */
  record InternalError(String text) implements Reply {}

  record Closed() implements Reply {}
}
