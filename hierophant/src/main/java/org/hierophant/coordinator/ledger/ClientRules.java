package org.hierophant.coordinator.ledger;

import static org.hierophant.coordinator.ledger.Decisions.refused;

import java.util.Optional;
import org.hierophant.coordinator.ledger.Command.Cancellation;
import org.hierophant.coordinator.ledger.Command.Submitted;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.RequestId;

/** What clients may ask for. */
final class ClientRules {
  private ClientRules() {}

  static Outcome<ProgramRecord> register(Turn turn, Command.RegisterProgram command) {
    ProgramRecord program = command.program();
    Optional<ProgramRecord> known = turn.state().program(program.vkHash());
    if (known.isPresent() && !command.replaceElf()) {
      return new Outcome.Done<>(known.get());
    }
    turn.emit(new Event.ProgramRegistered(program));
    return new Outcome.Done<>(program);
  }

  static Outcome<Submitted> submit(Turn turn, Command.Submit command) {
    ProofRequest request = command.request();
    Optional<RequestId> earlier = turn.state().submitted(request.submissionKey());
    if (earlier.isPresent()) {
      return new Outcome.Done<>(new Submitted(earlier.get(), true));
    }
    if (turn.state().program(request.vkHash()).isEmpty()) {
      return refused(new Refusal.UnknownProgram(request.vkHash()));
    }
    int limit = turn.settings().maxOpenRequests();
    if (turn.state().openCount() >= limit) {
      return refused(new Refusal.QueueFull(limit));
    }
    turn.emit(new Event.RequestAccepted(request, turn.state().nextSequence()));
    return new Outcome.Done<>(new Submitted(request.id(), false));
  }

  static Outcome<Cancellation> cancel(Turn turn, Command.CancelRequest command) {
    RequestView view = turn.state().request(command.request());
    if (view == null) {
      return refused(new Refusal.UnknownRequest(command.request()));
    }
    if (!view.request().requester().equals(command.requester())) {
      return refused(new Refusal.NotTheRequester(command.request()));
    }
    if (view.state().isFinal()) {
      return new Outcome.Done<>(Cancellation.NOTHING_TO_CANCEL);
    }
    Leases.end(turn, view, new UnfulfillableReason.Cancelled());
    return new Outcome.Done<>(Cancellation.CANCELLED);
  }
}
