package org.hierophant.coordinator.ledger;

import java.time.Instant;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/** A fact: the unit of change of the ledger's state. */
public sealed interface Event {

  /** Kept by the {@link Journal}; memory is rebuilt from these after a restart. */
  sealed interface Durable extends Event {}

  /** Forgotten when the process ends: connections, clocks, and what workers say of their work. */
  sealed interface Volatile extends Event {}

  /** Replaces an earlier one of the same hash. */
  record ProgramRegistered(ProgramRecord program) implements Durable {}

  /** A new request, {@link RequestState.Queued} with an unused budget. */
  record RequestAccepted(ProofRequest request, long sequence) implements Durable {}

  /**
   * A request's new state. Once it is final, its attempts and candidates are forgotten with it.
   *
   * @param sequence of the request, as in all events about one
   */
  record RequestMoved(RequestId id, long sequence, RequestState to, Instant at)
      implements Durable {}

  record AttemptBegun(RequestId id, long sequence, Attempt attempt) implements Durable {}

  /** The worker never began it: no proof can come of it. */
  record AttemptDropped(RequestId id, long sequence, LeaseToken lease) implements Durable {}

  record CandidateStored(RequestId id, long sequence, Candidate candidate) implements Durable {}

  record CandidateDropped(RequestId id, long sequence, LeaseToken lease, Instant at)
      implements Durable {}

  /** Past its retention; it was final. */
  record RequestForgotten(RequestId id, long sequence) implements Durable {}

  /** Replaces the earlier record of the same worker. */
  record WorkerRecorded(WorkerRecord record) implements Durable {}

  /** Past its retention. */
  record WorkerForgotten(WorkerId worker) implements Durable {}

  /** Appended to the dead workers. */
  record WorkerDied(DeadWorker dead) implements Durable {}

  /** Appended to the history. */
  record ProofRecorded(CompletedProof proof) implements Durable {}

  /** The oldest so many of each are past their retention. */
  record HistoryTrimmed(int proofs, int deadWorkers) implements Durable {}

  /** Replaces any earlier connection; the slots stay. */
  record WorkerConnected(
      WorkerId worker, long generation, String remoteAddress, Instant at, long nanos)
      implements Volatile {}

  record WorkerDisconnected(WorkerId worker, long nanos) implements Volatile {}

  record WorkerHeard(WorkerId worker, Instant at, long nanos) implements Volatile {}

  record WorkerDraining(WorkerId worker) implements Volatile {}

  /** Gets no offer before {@code untilNanos}. */
  record WorkerPaused(WorkerId worker, long untilNanos) implements Volatile {}

  record WorkerResumed(WorkerId worker) implements Volatile {}

  /** No longer among the living; its slots went before. */
  record WorkerRemoved(WorkerId worker) implements Volatile {}

  /**
   * A slot works on this lease from now on.
   *
   * @param accepted false for an offer that is not answered yet
   */
  record SlotTaken(
      WorkerId worker,
      RequestId request,
      LeaseToken lease,
      boolean accepted,
      Instant at,
      long nanos)
      implements Volatile {}

  record OfferAccepted(WorkerId worker, LeaseToken lease, long nanos) implements Volatile {}

  /**
   * The worker is back with it. Its process may be another one that begins anew, so any progress is
   * progress again.
   */
  record AttemptResumed(WorkerId worker, LeaseToken lease, long nanos) implements Volatile {}

  /** The worker was told to stop; the slot is free once it has answered. */
  record SlotCancelled(WorkerId worker, LeaseToken lease, long nanos) implements Volatile {}

  record SlotFreed(WorkerId worker, LeaseToken lease, long nanos) implements Volatile {}

  record ProgressMade(
      WorkerId worker, RequestId request, LeaseToken lease, Progress progress, long nanos)
      implements Volatile {}

  /** The request is open. What an earlier process knew of it is found out again. */
  record RequestExecuted(RequestId id, Execution execution) implements Volatile {}

  /** The candidate is asked about again, unless a verdict comes before {@code againNanos}. */
  record VerificationAsked(RequestId request, LeaseToken lease, long againNanos)
      implements Volatile {}
}
