package org.hierophant.coordinator.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hierophant.coordinator.assignment.AssignmentBoard;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestState.Leased;
import org.hierophant.coordinator.request.RequestState.Open;
import org.hierophant.coordinator.request.RequestState.Queued;
import org.hierophant.coordinator.request.RequestState.Unfulfillable;
import org.hierophant.coordinator.request.RequestState.Verifying;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/** How leases begin and end, and what becomes of their requests. */
final class Leases {
  private Leases() {}

  /** Gives a waiting request to a worker. */
  static void grant(Turn turn, AssignmentBoard.Match match) {
    RequestView view = requireNonNull(turn.state().request(match.request().id()));
    LiveWorker worker = requireNonNull(turn.state().liveWorker(match.worker()));
    ProofRequest request = view.request();
    Budget budget = ((Queued) view.state()).budget().withAttempt();
    LeaseNames names = turn.state().names();
    Attempt attempt =
        new Attempt(
            names.lease(view.id(), budget.attempts()),
            worker.id(),
            names.result(view.id(), budget.attempts()),
            turn.wall());
    turn.emit(new Event.AttemptBegun(view.id(), view.sequence(), attempt));
    move(turn, view, leased(attempt, budget));
    turn.emit(
        new Event.SlotTaken(
            worker.id(), view.id(), attempt.lease(), false, turn.wall(), turn.nanos()));
    turn.effect(
        new Effect.Offer(
            worker.id(),
            worker.generation(),
            request,
            turn.state().program(request.vkHash()).orElseThrow(),
            attempt.lease(),
            attempt.result(),
            leaseTime(turn, view.id())));
  }

  static Leased leased(Attempt attempt, Budget budget) {
    return new Leased(
        attempt.worker(), attempt.lease(), attempt.result(), budget, attempt.grantedAt());
  }

  /** Until the deadline, but never longer than one lease may last. */
  private static Duration leaseTime(Turn turn, RequestId id) {
    Duration left =
        Duration.ofNanos(Math.max(1, -turn.state().pastDeadlineByNanos(id, turn.nanos())));
    Duration most = turn.settings().proofTimeout();
    return most.isZero() || left.compareTo(most) < 0 ? left : most;
  }

  static void move(Turn turn, RequestView view, RequestState to) {
    turn.emit(new Event.RequestMoved(view.id(), view.sequence(), to, turn.wall()));
  }

  /** The request's state, if its current lease is this one. */
  static Optional<Leased> current(RequestView view, LeaseToken lease) {
    return view.state() instanceof Leased leased && leased.lease().equals(lease)
        ? Optional.of(leased)
        : Optional.empty();
  }

  /**
   * Back into the queue, or to another result that waits for a verdict: paid work goes before new
   * work.
   */
  static void requeue(Turn turn, RequestView view, Budget budget) {
    Optional<Candidate> next = view.candidates().stream().findFirst();
    move(
        turn,
        view,
        next.isPresent() ? new Verifying(next.get().lease(), budget) : new Queued(budget));
  }

  /** The worker vanished with it. */
  static void lost(Turn turn, RequestView view, WorkerId worker) {
    Budget budget = ((Open) view.state()).budget().withLoss(worker);
    if (budget.losses() >= turn.settings().maxLosses() && view.candidates().isEmpty()) {
      end(turn, view, new UnfulfillableReason.TooManyLosses(budget.losses()));
    } else {
      requeue(turn, view, budget);
    }
  }

  /** The prover, or the verifier after it, said no. */
  static void failed(Turn turn, RequestView view, WorkerId worker, String detail) {
    Budget budget = ((Open) view.state()).budget().withFailure(worker);
    if (budget.failures() >= turn.settings().maxFailures() && view.candidates().isEmpty()) {
      end(turn, view, new UnfulfillableReason.TooManyFailures(budget.failures(), detail));
    } else {
      requeue(turn, view, budget);
    }
  }

  /** Ends a request without a proof; whoever works on it is told to stop. */
  static void end(Turn turn, RequestView view, UnfulfillableReason reason) {
    stopEverybody(turn, view, reason.text());
    finish(turn, view, new Unfulfillable(reason, turn.wall()));
  }

  /** Makes the state final; results that are not the published one go. */
  static void finish(Turn turn, RequestView view, RequestState to) {
    List<Candidate> candidates = view.candidates();
    move(turn, view, to);
    for (Candidate candidate : candidates) {
      if (!(to instanceof RequestState.Fulfilled done && done.proof().equals(candidate.proof()))) {
        turn.effect(new Effect.Discard(candidate.proof().uri()));
      }
    }
    turn.effect(new Effect.Finished(requireNonNull(turn.state().request(view.id()))));
  }

  /** Cancels every attempt of the request that a slot still works on. */
  static void stopEverybody(Turn turn, RequestView view, String reason) {
    for (Attempt attempt : turn.state().attempts(view.id())) {
      LiveWorker worker = turn.state().liveWorker(attempt.worker());
      if (worker != null) {
        worker.slot(attempt.lease()).ifPresent(slot -> stop(turn, worker, slot, reason));
      }
    }
  }

  /** The slot is free once the worker has answered, or at once if it is away. */
  static void stop(Turn turn, LiveWorker worker, Slot slot, String reason) {
    if (!worker.isConnected()) {
      free(turn, worker, slot.lease());
    } else if (!slot.cancelled()) {
      turn.emit(new Event.SlotCancelled(worker.id(), slot.lease(), turn.nanos()));
      turn.effect(
          new Effect.CancelAttempt(
              worker.id(), worker.generation(), slot.request(), slot.lease(), reason));
    }
  }

  static void free(Turn turn, LiveWorker worker, LeaseToken lease) {
    if (worker.slot(lease).isPresent()) {
      turn.emit(new Event.SlotFreed(worker.id(), lease, turn.nanos()));
    }
  }

  /** The worker's own attempts are over: each current one is a loss. */
  static void loseAll(Turn turn, LiveWorker worker) {
    for (Slot slot : worker.slots()) {
      lose(turn, worker, slot);
    }
  }

  static void lose(Turn turn, LiveWorker worker, Slot slot) {
    free(turn, worker, slot.lease());
    RequestView view = turn.state().request(slot.request());
    if (view != null && current(view, slot.lease()).isPresent()) {
      lost(turn, view, worker.id());
    }
  }

  /** The worker never began it: nobody's fault, and no proof can come of it. */
  static void withdraw(Turn turn, LiveWorker worker, Slot slot) {
    free(turn, worker, slot.lease());
    RequestView view = turn.state().request(slot.request());
    if (view != null && current(view, slot.lease()).isPresent()) {
      turn.emit(new Event.AttemptDropped(view.id(), view.sequence(), slot.lease()));
      requeue(turn, view, ((Open) view.state()).budget());
    }
  }
}
