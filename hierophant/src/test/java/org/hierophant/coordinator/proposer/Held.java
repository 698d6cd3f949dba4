package org.hierophant.coordinator.proposer;

import java.util.Optional;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/** What a worker has of one attempt; what is not of its running process is on its disk. */
final class Held {
  final Effect.Offer offer;

  /** How often it was begun. */
  int starts;

  /** Of the running process only. */
  boolean started;

  @Nullable Progress progress;

  /** The proof, once made. */
  byte @Nullable [] proof;

  @Nullable AttemptFailure failure;

  /** The outcome may be said: a failure at once, a proof once it is stored. */
  boolean deliverable;

  Held(Effect.Offer offer) {
    this.offer = offer;
  }

  RequestId request() {
    return offer.request().id();
  }

  LeaseToken lease() {
    return offer.lease();
  }

  boolean hasProof() {
    return proof != null && failure == null;
  }

  boolean isFinished() {
    return proof != null || failure != null;
  }

  /** The process ended: work that was not finished is lost. */
  void interrupt() {
    started = false;
    progress = null;
    deliverable = failure != null;
  }

  Command.HeldAttempt asHeld() {
    return new Command.HeldAttempt(request(), lease(), hasProof());
  }

  Optional<Progress> lastProgress() {
    return Optional.ofNullable(progress);
  }
}
