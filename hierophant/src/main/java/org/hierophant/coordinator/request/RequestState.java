package org.hierophant.coordinator.request;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.WorkerId;

/** Where a request stands. The first three are open, the last two final. */
public sealed interface RequestState {
  /** True for the states that never change again. */
  default boolean isFinal() {
    return switch (this) {
      case Queued _, Leased _, Verifying _ -> false;
      case Fulfilled _, Unfulfillable _ -> true;
    };
  }

  /** What an open request has used up. */
  sealed interface Open extends RequestState {
    Budget budget();
  }

  /** Waits for a worker. */
  record Queued(Budget budget) implements Open {}

  /**
   * One worker has the right to it.
   *
   * @param result where the worker stores the proof; fresh for every attempt
   */
  record Leased(
      WorkerId worker, LeaseToken lease, ArtifactUri result, Budget budget, Instant leasedAt)
      implements Open {}

  /**
   * A result is stored and being verified; its worker is already free.
   *
   * @param lease of the candidate that is looked at
   */
  record Verifying(LeaseToken lease, Budget budget) implements Open {}

  /** Its one published proof. */
  record Fulfilled(
      StoredArtifact proof,
      OptionalLong cycles,
      OptionalLong gas,
      Optional<Bytes32> publicValuesHash,
      WorkerId worker,
      Instant fulfilledAt)
      implements RequestState {}

  /** Ended without a proof. */
  record Unfulfillable(UnfulfillableReason reason, Instant endedAt) implements RequestState {}
}
