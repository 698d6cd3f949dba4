package org.hierophant.coordinator.ledger;

import static org.hierophant.coordinator.ledger.Decisions.done;
import static org.hierophant.coordinator.ledger.Decisions.refused;

import org.hierophant.coordinator.ledger.Command.Done;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/** What executing a request's program has shown, here and beside provers. */
final class ExecutionRules {
  private ExecutionRules() {}

  static Outcome<Done> record(Turn turn, Command.RecordExecution command) {
    RequestView view = turn.state().request(command.request());
    if (view == null || view.state().isFinal()) {
      return over(view, command.request());
    }
    turn.emit(new Event.RequestExecuted(view.id(), new Execution(command.executed(), true)));
    return done();
  }

  /** The word of the worker that has the request, until it is known here. */
  static Outcome<Done> report(Turn turn, Command.ReportExecution command) {
    if (ConnectionRules.connected(turn, command.worker(), command.generation()) == null) {
      return ConnectionRules.stale(command.worker(), command.generation());
    }
    RequestView view = turn.state().request(command.request());
    if (view == null || view.state().isFinal()) {
      return over(view, command.request());
    }
    boolean current =
        Leases.current(view, command.lease())
            .filter(leased -> leased.worker().equals(command.worker()))
            .isPresent();
    if (!current) {
      return refused(new Refusal.StaleLease(command.request()));
    }
    Execution said = new Execution(command.executed(), false);
    boolean known = view.execution().filter(it -> it.own() || it.equals(said)).isPresent();
    if (!known) {
      turn.emit(new Event.RequestExecuted(view.id(), said));
    }
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
