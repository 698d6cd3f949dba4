package org.hierophant.coordinator.intake;

import org.hierophant.coordinator.ledger.Refusal;

/** The ledger's refusals of a client's command, in words for the client. */
final class LedgerRefusals {
  private LedgerRefusals() {}

  /**
   * @throws IllegalStateException for refusals that only a worker's command can get
   */
  static Rejection rejection(Refusal refusal) {
    return switch (refusal) {
      case Refusal.QueueFull(var limit) ->
          new Rejection.TryLater("the queue of " + limit + " open requests is full");
      case Refusal.Unavailable(var reason) -> new Rejection.TryLater(reason);
      case Refusal.UnknownProgram(var vkHash) ->
          new Rejection.Unmet("vk_hash " + vkHash + " is no registered program: register it first");
      case Refusal.NotTheRequester(var request) ->
          new Rejection.Forbidden("request " + request + " belongs to another signer");
      case Refusal.UnknownRequest _,
          Refusal.StaleLease _,
          Refusal.AlreadyFinal _,
          Refusal.UnknownCandidate _,
          Refusal.Evicted _,
          Refusal.StaleConnection _,
          Refusal.TooManyWorkers _ ->
          throw new IllegalStateException("no client's command is refused so: " + refusal);
    };
  }
}
