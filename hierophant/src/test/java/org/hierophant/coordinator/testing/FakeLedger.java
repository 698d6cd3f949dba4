package org.hierophant.coordinator.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;

/** Says yes to everything a client can ask, or what a test told it to say; decides nothing. */
public final class FakeLedger implements Ledger {
  public final List<Command<?>> commands = new CopyOnWriteArrayList<>();

  private final LedgerView view;
  private volatile CompletableFuture<Outcome<?>> next = CompletableFuture.completedFuture(null);

  public FakeLedger(LedgerView view) {
    this.view = view;
  }

  /** From now on every command is refused. */
  public void refuse(Refusal refusal) {
    next = CompletableFuture.completedFuture(new Outcome.Refused<>(refusal));
  }

  /** From now on no command is answered. */
  public void stall() {
    next = new CompletableFuture<>();
  }

  /** From now on every command ends with our own bug. */
  public void fail(RuntimeException bug) {
    next = CompletableFuture.failedFuture(bug);
  }

  @Override
  @SuppressWarnings("unchecked") // each command gets the answer of its own type
  public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
    commands.add(command);
    return next.thenApply(
        told -> told != null ? (Outcome<T>) told : (Outcome<T>) new Outcome.Done<>(yes(command)));
  }

  private static Object yes(Command<?> command) {
    return switch (command) {
      case Command.Submit(var request) -> new Command.Submitted(request.id(), false);
      case Command.RegisterProgram(var program, _) -> program;
      case Command.CancelRequest _ -> Command.Cancellation.CANCELLED;
      default -> Command.Done.DONE;
    };
  }

  @Override
  public LedgerView view() {
    return view;
  }
}
