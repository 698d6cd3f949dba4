package org.hierophant.coordinator.intake;

import java.util.concurrent.CompletionStage;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.RequestId;

/** A client's wish to stop a request of its own. */
public final class Cancellation {
  private final Ledger ledger;

  public Cancellation(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Accepted also where nothing is left to cancel. */
  public CompletionStage<Verdict<Command.Cancellation>> cancel(
      RequestId request, Address requester) {
    return ledger.submit(new Command.CancelRequest(request, requester)).thenApply(Cancellation::of);
  }

  private static Verdict<Command.Cancellation> of(Outcome<Command.Cancellation> outcome) {
    return switch (outcome) {
      case Outcome.Done<Command.Cancellation>(var done) -> new Verdict.Accepted<>(done);
      case Outcome.Refused<Command.Cancellation>(Refusal.UnknownRequest _) ->
          new Verdict.Accepted<>(Command.Cancellation.NOTHING_TO_CANCEL);
      case Outcome.Refused<Command.Cancellation>(Refusal.AlreadyFinal _) ->
          new Verdict.Accepted<>(Command.Cancellation.NOTHING_TO_CANCEL);
      case Outcome.Refused<Command.Cancellation>(var refusal) ->
          new Verdict.Rejected<>(LedgerRefusals.rejection(refusal));
    };
  }
}
