package org.hierophant.coordinator.ledger;

import java.util.concurrent.CompletableFuture;

/** The single writer of the coordinator's state. */
public interface Ledger {
  /**
   * Puts a command into the inbox; never blocks. The future completes after the commit, on the
   * ledger thread: dependents must be short or asynchronous. Expected refusals, a full inbox and a
   * full disk among them, are outcomes; it completes exceptionally only for our own bugs.
   */
  <T> CompletableFuture<Outcome<T>> submit(Command<T> command);

  /** Committed facts, readable from any thread. */
  LedgerView view();
}
