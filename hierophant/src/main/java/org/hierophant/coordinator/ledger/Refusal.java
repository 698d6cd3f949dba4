package org.hierophant.coordinator.ledger;

import java.time.Instant;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/** Why a command changed nothing. */
public sealed interface Refusal {
  /** The queue of open requests is full: try again later. */
  record QueueFull(int limit) implements Refusal {}

  /** The ledger is behind by its whole inbox, closing, or cannot write: try again later. */
  record Unavailable(String reason) implements Refusal {}

  /** No program is registered under this hash. */
  record UnknownProgram(VkHash vkHash) implements Refusal {}

  record UnknownRequest(RequestId request) implements Refusal {}

  /** Somebody other than the requester wanted to change the request. */
  record NotTheRequester(RequestId request) implements Refusal {}

  /** The lease is not the current one of this request. */
  record StaleLease(RequestId request) implements Refusal {}

  /** The request ended already. */
  record AlreadyFinal(RequestId request) implements Refusal {}

  /** No such unverified result; it was judged before. */
  record UnknownCandidate(RequestId request) implements Refusal {}

  /** The worker is put out until then. */
  record Evicted(WorkerId worker, Instant until) implements Refusal {}

  /** A newer connection of this worker took over, or it was put out in the meantime. */
  record StaleConnection(WorkerId worker, long generation) implements Refusal {}

  record TooManyWorkers(int limit) implements Refusal {}
}
