package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.util.List;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/** What is to be done outside the ledger once the facts behind it are safe. */
public sealed interface Effect {
  /**
   * A message for one connection. If that connection is gone, the effect is dropped: the ledger
   * hears of the disconnection on its own way.
   */
  sealed interface ToWorker extends Effect {
    WorkerId worker();

    long generation();
  }

  /** The connection is accepted; comes before anything else for it. */
  record Welcome(WorkerId worker, long generation, List<Command.HeldAttempt> keep)
      implements ToWorker {
    public Welcome {
      keep = List.copyOf(keep);
    }
  }

  /**
   * @param result where the worker stores the proof
   * @param leaseTime from now until the lease ends
   */
  record Offer(
      WorkerId worker,
      long generation,
      ProofRequest request,
      ProgramRecord program,
      LeaseToken lease,
      ArtifactUri result,
      Duration leaseTime)
      implements ToWorker {}

  /** Stop working on it. */
  record CancelAttempt(
      WorkerId worker, long generation, RequestId request, LeaseToken lease, String reason)
      implements ToWorker {}

  /** The lease is no longer current; a finished proof is still welcome. */
  record Superseded(WorkerId worker, long generation, RequestId request, LeaseToken lease)
      implements ToWorker {}

  /** The end of the attempt is durably recorded: the worker may forget it. */
  record Settled(WorkerId worker, long generation, RequestId request, LeaseToken lease)
      implements ToWorker {}

  /** Send what is queued, then close with this WebSocket code. */
  record CloseConnection(WorkerId worker, long generation, CloseCode code, String reason)
      implements ToWorker {}

  /** Why a connection is closed; numbers as on the worker channel. */
  enum CloseCode {
    EVICTED(4403),
    HEARTBEAT_LOST(4408),
    REPLACED(4409),
    /** The ledger lost its picture of the connection: come back and say what you hold. */
    RESTART(1012);

    private final int number;

    CloseCode(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  /**
   * Verify this candidate, and answer with PublishProof, RejectProof or VerificationUnavailable.
   * May be repeated for the same candidate after a restart or a long silence.
   */
  record Verify(ProofRequest request, ProgramRecord program, Candidate candidate)
      implements Effect {}

  /** Tell the Magister to drop the machine of an evicted worker: HTTP DELETE on this URL. */
  record DropMagister(WorkerId worker, String url) implements Effect {}

  /** The request reached its final state. */
  record Finished(RequestView request) implements Effect {}

  /** Stored bytes that nothing refers to any more: a superseded or rejected result. */
  record Discard(ArtifactUri artifact) implements Effect {}
}
