package org.hierophant.coordinator.ledger;

import static org.hierophant.coordinator.ledger.Decisions.done;
import static org.hierophant.coordinator.ledger.Decisions.refused;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.ledger.Command.Done;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.RequestState.Fulfilled;
import org.hierophant.coordinator.request.RequestState.Verifying;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;

/** What verification found out about stored results. */
final class VerdictRules {
  private VerdictRules() {}

  /** Asks for a verdict, and again after a long silence. */
  static void ask(Turn turn, RequestView view, Candidate candidate) {
    turn.emit(
        new Event.VerificationAsked(
            view.id(),
            candidate.lease(),
            turn.nanos() + turn.settings().verificationLimit().toNanos()));
    turn.effect(
        new Effect.Verify(
            view.request(),
            turn.state().program(view.request().vkHash()).orElseThrow(),
            candidate));
  }

  /** The first verified proof is the request's one proof, under whatever lease it was made. */
  static Outcome<Done> publish(Turn turn, Command.PublishProof command) {
    RequestView view = turn.state().request(command.request());
    if (view == null) {
      return refused(new Refusal.UnknownRequest(command.request()));
    }
    if (view.state().isFinal()) {
      return refused(new Refusal.AlreadyFinal(command.request()));
    }
    Optional<Candidate> found = view.candidate(command.lease());
    if (found.isEmpty()) {
      return refused(new Refusal.UnknownCandidate(command.request()));
    }
    Candidate candidate = found.get();
    Optional<Executed> own = // counted here, rather than what a worker says
        view.execution().filter(Execution::own).map(Execution::executed);
    Leases.stopEverybody(turn, view, "another proof was verified first");
    remember(turn, view, candidate);
    Leases.finish(
        turn,
        view,
        new Fulfilled(
            candidate.proof(),
            own.isPresent() ? OptionalLong.of(own.get().cycles()) : candidate.cycles(),
            own.isPresent() ? own.get().gas() : candidate.gas(),
            command.publicValuesHash(),
            candidate.worker(),
            turn.wall()));
    return done();
  }

  private static void remember(Turn turn, RequestView view, Candidate candidate) {
    Duration between = Duration.between(candidate.attemptStartedAt(), candidate.storedAt());
    Duration time = between.isNegative() ? Duration.ZERO : between; // the clock was set back
    Optional<WorkerRecord> worker = turn.state().record(candidate.worker());
    worker.ifPresent(
        record ->
            turn.emit(
                new Event.WorkerRecorded(
                    record.withProof(view.request().mode(), time, turn.wall()))));
    LiveWorker live = turn.state().liveWorker(candidate.worker());
    turn.emit(
        new Event.ProofRecorded(
            new CompletedProof(
                view.id(),
                view.request().vm(),
                view.request().mode(),
                candidate.worker(),
                live == null ? "" : live.remoteAddress(),
                worker.map(WorkerRecord::name).orElse(candidate.worker().text()),
                time,
                turn.wall())));
  }

  static Outcome<Done> reject(Turn turn, Command.RejectProof command) {
    RequestView view = turn.state().request(command.request());
    if (view == null) {
      return refused(new Refusal.UnknownRequest(command.request()));
    }
    if (view.state().isFinal()) {
      return refused(new Refusal.AlreadyFinal(command.request()));
    }
    Optional<Candidate> found = view.candidate(command.lease());
    if (found.isEmpty()) {
      return refused(new Refusal.UnknownCandidate(command.request()));
    }
    Candidate candidate = found.get();
    turn.emit(new Event.CandidateDropped(view.id(), view.sequence(), command.lease(), turn.wall()));
    turn.effect(new Effect.Discard(candidate.proof().uri()));
    RequestView rest = turn.state().request(view.id());
    if (rest != null
        && rest.state() instanceof Verifying verifying
        && verifying.lease().equals(command.lease())) {
      if (verifying.budget().avoid().contains(candidate.worker())) {
        // The same again tells nothing new of the request, and is a strike each time.
        Leases.requeue(turn, rest, verifying.budget());
      } else {
        Leases.failed(turn, rest, candidate.worker(), command.detail());
      }
    }
    blame(turn, candidate, command);
    return done();
  }

  /** Each bad proof is a strike: no input makes a prover hand in what does not verify. */
  private static void blame(Turn turn, Candidate candidate, Command.RejectProof command) {
    LiveWorker worker = turn.state().liveWorker(candidate.worker());
    if (worker == null) {
      return;
    }
    switch (command.fault()) {
      case DAMAGED, INVALID ->
          Evictions.strike(turn, worker, "proof rejected: " + command.detail(), Optional.empty());
      case FORGED ->
          Evictions.evict(turn, worker, DeathReason.FORGED_PROOF, turn.settings().quarantineTime());
    }
  }

  static Outcome<Done> unavailable(Turn turn, Command.VerificationUnavailable command) {
    RequestId id = command.request();
    LeaseToken lease = command.lease();
    RequestView view = turn.state().request(id);
    if (view == null) {
      return refused(new Refusal.UnknownRequest(id));
    }
    if (view.state().isFinal()) {
      return refused(new Refusal.AlreadyFinal(id));
    }
    if (view.candidate(lease).isEmpty()) {
      return refused(new Refusal.UnknownCandidate(id));
    }
    turn.emit(
        new Event.VerificationAsked(
            id, lease, turn.nanos() + turn.settings().verificationRetry().toNanos()));
    return done();
  }
}
