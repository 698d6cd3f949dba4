package org.hierophant.coordinator.ledger;

import java.util.Optional;
import org.hierophant.coordinator.assignment.AssignmentBoard;
import org.hierophant.coordinator.ledger.Command.Done;

/**
 * Every rule of the coordinator. Pure: no clock, no thread, no socket, no logger. The same state,
 * command and moment give the same decision, which is already applied to the state when it is
 * returned.
 */
final class Decisions {
  private Decisions() {}

  static <T> Decision<T> on(
      LedgerState state, LedgerSettings settings, Command<T> command, Moment now) {
    Turn turn = new Turn(state, settings, now);
    Outcome<T> outcome = outcome(turn, command);
    assign(turn);
    return turn.done(outcome);
  }

  /** The cast is safe: each branch answers with the type its command names. */
  @SuppressWarnings("unchecked")
  private static <T> Outcome<T> outcome(Turn turn, Command<T> command) {
    return (Outcome<T>)
        switch (command) { // sealed: a new command does not compile until it is decided
          case Command.RegisterProgram register -> ClientRules.register(turn, register);
          case Command.Submit submit -> ClientRules.submit(turn, submit);
          case Command.CancelRequest cancel -> ClientRules.cancel(turn, cancel);
          case Command.ConnectWorker connect -> ConnectionRules.connect(turn, connect);
          case Command.DisconnectWorker gone -> ConnectionRules.disconnect(turn, gone);
          case Command.DrainWorker drain -> ConnectionRules.drain(turn, drain);
          case Command.Heartbeat heartbeat -> ConnectionRules.heartbeat(turn, heartbeat);
          case Command.AcceptOffer accept -> AttemptRules.accept(turn, accept);
          case Command.RefuseOffer refuse -> AttemptRules.refuse(turn, refuse);
          case Command.ReportProgress report -> AttemptRules.progress(turn, report);
          case Command.ReportExecution report -> ExecutionRules.report(turn, report);
          case Command.StoreResult result -> AttemptRules.result(turn, result);
          case Command.ReportFailure failure -> AttemptRules.failure(turn, failure);
          case Command.PublishProof publish -> VerdictRules.publish(turn, publish);
          case Command.RejectProof reject -> VerdictRules.reject(turn, reject);
          case Command.VerificationUnavailable later -> VerdictRules.unavailable(turn, later);
          case Command.RecordExecution execution -> ExecutionRules.record(turn, execution);
          case Command.FindUnexecutable found -> ExecutionRules.unexecutable(turn, found);
          case Command.Sweep() -> {
            SweepRules.sweep(turn);
            yield done();
          }
        };
  }

  static Outcome<Done> done() {
    return new Outcome.Done<>(Done.DONE);
  }

  static <T> Outcome<T> refused(Refusal refusal) {
    return new Outcome.Refused<>(refusal);
  }

  private static void assign(Turn turn) {
    AssignmentBoard board = turn.state().board();
    Optional<AssignmentBoard.Match> match = board.nextMatch();
    while (match.isPresent()) {
      Leases.grant(turn, match.get());
      match = board.nextMatch();
    }
  }
}
