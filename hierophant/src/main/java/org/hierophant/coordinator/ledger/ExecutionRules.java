package org.hierophant.coordinator.ledger;

import static org.hierophant.coordinator.ledger.Decisions.done;
import static org.hierophant.coordinator.ledger.Decisions.refused;

import org.hierophant.coordinator.ledger.Command.Done;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/** What executing a request's program beside its workers has shown. */
final class ExecutionRules {
  private ExecutionRules() {}

  static Outcome<Done> record(Turn turn, Command.RecordExecution command) {
    RequestView view = turn.state().request(command.request());
    if (view == null || view.state().isFinal()) {
      return over(view, command.request());
    }
    turn.emit(new Event.RequestExecuted(view.id(), command.execution()));
    return done();
  }

  /** A result that still waits for its verdict says otherwise, and a verified proof is right. */
  static Outcome<Done> unexecutable(Turn turn, Command.FindUnexecutable command) {
    RequestView view = turn.state().request(command.request());
    if (view == null || view.state().isFinal()) {
      return over(view, command.request());
    }
    if (view.candidates().isEmpty()) {
      Leases.end(
          turn,
          view,
          new UnfulfillableReason.GuestFailed(command.cause(), command.cycles(), command.detail()));
    }
    return done();
  }

  private static Outcome<Done> over(@Nullable RequestView view, RequestId id) {
    return refused(view == null ? new Refusal.UnknownRequest(id) : new Refusal.AlreadyFinal(id));
  }
}
