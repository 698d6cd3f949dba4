package org.hierophant.coordinator.ledger;

import static org.hierophant.coordinator.ledger.Decisions.done;
import static org.hierophant.coordinator.ledger.Decisions.refused;

import java.util.Optional;
import org.hierophant.coordinator.ledger.Command.Done;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestState.Leased;
import org.hierophant.coordinator.request.RequestState.Queued;
import org.hierophant.coordinator.request.RequestState.Verifying;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/** What workers say of their attempts. */
final class AttemptRules {
  private AttemptRules() {}

  static Outcome<Done> accept(Turn turn, Command.AcceptOffer command) {
    LiveWorker worker = ConnectionRules.connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return ConnectionRules.stale(command.worker(), command.generation());
    }
    Optional<Slot> slot = worker.slot(command.lease());
    if (slot.isEmpty()) {
      return superseded(turn, command.request());
    }
    if (!slot.get().accepted()) {
      turn.emit(new Event.OfferAccepted(command.worker(), command.lease(), turn.nanos()));
    }
    return done();
  }

  static Outcome<Done> refuse(Turn turn, Command.RefuseOffer command) {
    LiveWorker worker = ConnectionRules.connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return ConnectionRules.stale(command.worker(), command.generation());
    }
    Optional<Slot> slot = worker.slot(command.lease());
    if (slot.isEmpty()) {
      return superseded(turn, command.request());
    }
    rest(turn, worker);
    if (command.reason() == Command.OfferRefusal.DRAINING && !worker.isDraining()) {
      turn.emit(new Event.WorkerDraining(worker.id()));
    }
    if (command.reason() == Command.OfferRefusal.NOT_CAPABLE) {
      avoid(turn, command.request(), command.lease(), worker.id());
    }
    Leases.withdraw(turn, worker, slot.get());
    return done();
  }

  /** It will not serve this request, whatever it said of its capabilities. */
  private static void avoid(Turn turn, RequestId id, LeaseToken lease, WorkerId worker) {
    RequestView view = turn.state().request(id);
    if (view != null && view.state() instanceof Leased leased && leased.lease().equals(lease)) {
      Leases.move(
          turn,
          view,
          new Leased(
              leased.worker(),
              leased.lease(),
              leased.result(),
              leased.budget().without(worker),
              leased.leasedAt()));
    }
  }

  static Outcome<Done> progress(Turn turn, Command.ReportProgress command) {
    LiveWorker worker = ConnectionRules.connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return ConnectionRules.stale(command.worker(), command.generation());
    }
    RequestView view = turn.state().request(command.request());
    Optional<Slot> slot = worker.slot(command.lease());
    if (view == null || slot.isEmpty() || Leases.current(view, command.lease()).isEmpty()) {
      return superseded(turn, command.request());
    }
    if (slot.get().progress().map(last -> command.progress().compareTo(last) > 0).orElse(true)) {
      turn.emit(
          new Event.ProgressMade(
              worker.id(), command.request(), command.lease(), command.progress(), turn.nanos()));
    }
    return done();
  }

  /** A proof is welcome under any lease its worker ever had, while the request is open. */
  static Outcome<Done> result(Turn turn, Command.StoreResult command) {
    LiveWorker worker = ConnectionRules.connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return ConnectionRules.stale(command.worker(), command.generation());
    }
    RequestView view = turn.state().request(command.request());
    if (view == null || view.state().isFinal()) {
      return endedAlready(turn, worker, command.request(), command.lease());
    }
    Optional<Attempt> attempt =
        turn.state()
            .attempt(view.id(), command.lease())
            .filter(known -> known.worker().equals(worker.id()))
            .filter(known -> known.result().equals(command.proof().uri()));
    if (attempt.isEmpty()) {
      return endedAlready(turn, worker, command.request(), command.lease());
    }
    boolean current = Leases.current(view, command.lease()).isPresent();
    if (view.candidate(command.lease()).isEmpty()) {
      store(turn, view, command, attempt.get(), !current);
    }
    Leases.free(turn, worker, command.lease());
    settled(turn, worker, view.id(), command.lease());
    return done();
  }

  private static void store(
      Turn turn, RequestView view, Command.StoreResult command, Attempt attempt, boolean late) {
    Candidate candidate =
        new Candidate(
            command.lease(),
            command.worker(),
            command.proof(),
            command.cycles(),
            command.gas(),
            command.publicValuesHash(),
            command.proveTime(),
            late,
            attempt.grantedAt(),
            turn.wall());
    turn.emit(new Event.CandidateStored(view.id(), view.sequence(), candidate));
    Budget budget = ((RequestState.Open) view.state()).budget();
    if (!late || view.state() instanceof Queued) {
      Leases.move(turn, present(turn, view.id()), new Verifying(command.lease(), budget));
    }
    VerdictRules.ask(turn, present(turn, view.id()), candidate);
  }

  static Outcome<Done> failure(Turn turn, Command.ReportFailure command) {
    LiveWorker worker = ConnectionRules.connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return ConnectionRules.stale(command.worker(), command.generation());
    }
    RequestView view = turn.state().request(command.request());
    if (view == null || Leases.current(view, command.lease()).isEmpty()) {
      // A failure under a lease that is not current changes nothing but the worker's own slot.
      return endedAlready(turn, worker, command.request(), command.lease());
    }
    Leases.free(turn, worker, command.lease());
    settled(turn, worker, view.id(), command.lease());
    failed(turn, view, worker, command.failure());
    return done();
  }

  /** No offer for some seconds: what did not work just now would hardly work at once. */
  private static void rest(Turn turn, LiveWorker worker) {
    turn.emit(
        new Event.WorkerPaused(
            worker.id(), turn.nanos() + turn.settings().refusalPause().toNanos()));
  }

  private static void failed(
      Turn turn, RequestView view, LiveWorker worker, AttemptFailure failure) {
    switch (failure) {
      case AttemptFailure.Guest(_, _, var detail) when !view.candidates().isEmpty() ->
          Leases.failed(turn, view, worker.id(), detail); // another worker has a result of it
      case AttemptFailure.Guest(var cause, var cycles, var detail) ->
          Leases.end(turn, view, new UnfulfillableReason.GuestFailed(cause, cycles, detail));
      case AttemptFailure.Prover(var detail) -> {
        rest(turn, worker);
        Leases.failed(turn, view, worker.id(), detail);
        Evictions.strike(turn, worker, "prover failed: " + detail, Optional.of(view.id()));
      }
      case AttemptFailure.Worker(var detail) -> {
        rest(turn, worker);
        Leases.failed(turn, view, worker.id(), detail);
        Evictions.strike(turn, worker, "worker failed: " + detail, Optional.of(view.id()));
      }
      // The way between us may be bad rather than the worker: no strike.
      case AttemptFailure.Transfer _ -> {
        rest(turn, worker);
        Leases.lost(turn, view, worker.id());
      }
      case AttemptFailure.Cancelled _ -> {
        if (worker.isDraining()) { // handed back in good order
          Leases.requeue(turn, view, ((Leased) view.state()).budget());
        } else {
          rest(turn, worker);
          Leases.lost(turn, view, worker.id());
        }
      }
    }
  }

  /** Nothing is left to record, so the worker may forget it; its slot is free. */
  private static Outcome<Done> endedAlready(
      Turn turn, LiveWorker worker, RequestId request, LeaseToken lease) {
    if (worker.slot(lease).isPresent()) {
      Leases.free(turn, worker, lease);
      settled(turn, worker, request, lease);
      return done();
    }
    return superseded(turn, request);
  }

  private static void settled(Turn turn, LiveWorker worker, RequestId request, LeaseToken lease) {
    turn.effect(new Effect.Settled(worker.id(), worker.generation(), request, lease));
  }

  private static <T> Outcome<T> superseded(Turn turn, RequestId id) {
    RequestView view = turn.state().request(id);
    if (view == null) {
      return refused(new Refusal.UnknownRequest(id));
    }
    return refused(
        view.state().isFinal() ? new Refusal.AlreadyFinal(id) : new Refusal.StaleLease(id));
  }

  private static RequestView present(Turn turn, RequestId id) {
    RequestView view = turn.state().request(id);
    if (view == null) {
      throw new IllegalStateException("unknown: " + id);
    }
    return view;
  }
}
