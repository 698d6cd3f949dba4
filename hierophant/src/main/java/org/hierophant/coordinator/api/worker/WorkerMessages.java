package org.hierophant.coordinator.api.worker;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.worker.FulfillerId;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.RejectCode;
import org.hierophant.network.wire.ToWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what workers say into commands, and refused commands into answers.
 *
 * <p><b>Thread.</b> The socket's; never waits for the ledger.
 */
public final class WorkerMessages {
  private static final Logger log = LoggerFactory.getLogger(WorkerMessages.class);

  private final Ledger ledger;
  private final ArtifactStore store;
  private final WorkerConnections connections;
  private final AtomicBoolean stopping = new AtomicBoolean();

  public WorkerMessages(Ledger ledger, ArtifactStore store, WorkerConnections connections) {
    this.ledger = ledger;
    this.store = store;
    this.connections = connections;
  }

  void stop() {
    stopping.set(true);
  }

  void handle(WorkerConnection from, FromWorker message) {
    Optional<WorkerId> worker = from.worker();
    if (message instanceof FromWorker.Hello hello) {
      if (worker.isPresent()) {
        reject(from, RejectCode.PROTOCOL, "a second Hello on one connection");
      } else if (FulfillerId.address(hello.worker()).isPresent()) {
        reject(from, RejectCode.INVALID_HELLO, "an id that only fulfillers have");
      } else if (stopping.get()) {
        reject(from, RejectCode.SHUTTING_DOWN, "the coordinator stops");
      } else {
        hello(from, hello);
      }
    } else if (worker.isEmpty()) {
      reject(from, RejectCode.PROTOCOL, "the first message must be Hello");
    } else {
      introduced(from, worker.get(), message);
    }
  }

  void disconnected(WorkerConnection connection, String reason) {
    connection
        .worker()
        .ifPresent(
            worker ->
                submit(
                    new Command.DisconnectWorker(worker, connection.generation(), reason),
                    refusal -> log.atDebug().log("disconnection was known: {}", refusal)));
  }

  private void hello(WorkerConnection from, FromWorker.Hello hello) {
    from.provers(hello.provers());
    connections.introduced(hello.worker(), from);
    var command =
        new Command.ConnectWorker(
            hello.worker(),
            from.generation(),
            WorkerNames.distinct(hello.name(), hello.worker(), ledger.view()),
            hello.softwareVersion(),
            hello.capabilities(),
            hello.slots(),
            hello.magisterDropEndpoint(),
            from.remoteAddress(),
            hello.held().stream()
                .map(
                    held ->
                        new Command.HeldAttempt(
                            held.attempt().request(), held.attempt().lease(), held.finished()))
                .toList());
    submit(command, refusal -> rejectHello(from, hello, refusal));
  }

  private void rejectHello(WorkerConnection from, FromWorker.Hello hello, Refusal refusal) {
    log.atInfo()
        .addKeyValue("worker", hello.worker())
        .addKeyValue("name", hello.name())
        .addKeyValue("address", from.remoteAddress())
        .addKeyValue("reason", refusal)
        .log("worker rejected");
    switch (refusal) {
      case Refusal.Evicted(_, var until) ->
          reject(from, RejectCode.EVICTED, "put out until " + until);
      case Refusal.TooManyWorkers(var limit) ->
          reject(from, RejectCode.TOO_MANY_WORKERS, limit + " workers are connected");
      case Refusal.StaleConnection _ ->
          from.close(CloseReason.REPLACED, "a newer connection took over");
      default -> reject(from, RejectCode.SHUTTING_DOWN, "not now, come back later");
    }
  }

  private void introduced(WorkerConnection from, WorkerId worker, FromWorker message) {
    long generation = from.generation();
    switch (message) {
      case FromWorker.Heartbeat(var sequence, var provers) -> {
        from.provers(provers);
        connections.send(from, () -> new ToWorker.HeartbeatAck(sequence));
        submit(new Command.Heartbeat(worker, generation), refusal -> refused(from, refusal));
      }
      case FromWorker.Accept(var key) ->
          submit(
              new Command.AcceptOffer(worker, generation, key.request(), key.lease()),
              refusal -> attemptRefused(from, key, refusal));
      case FromWorker.Refuse(var key, var reason, var detail) ->
          submit(
              new Command.RefuseOffer(
                  worker,
                  generation,
                  key.request(),
                  key.lease(),
                  Command.OfferRefusal.valueOf(reason.name()),
                  detail),
              refusal -> refused(from, refusal));
      case FromWorker.ProgressReport(var key, var progress, var executed) -> {
        submit(
            new Command.ReportProgress(worker, generation, key.request(), key.lease(), progress),
            refusal -> attemptRefused(from, key, refusal));
        executed.ifPresent(
            it ->
                submit(
                    new Command.ReportExecution(worker, generation, key.request(), key.lease(), it),
                    _ -> {})); // as the progress, which is answered
      }
      case FromWorker.Result result -> result(from, worker, result);
      case FromWorker.Failure failure ->
          submit(
              new Command.ReportFailure(
                  worker,
                  generation,
                  failure.attempt().request(),
                  failure.attempt().lease(),
                  failure(failure)),
              refusal -> endRefused(from, failure.attempt(), refusal));
      case FromWorker.Draining(var reason) ->
          submit(
              new Command.DrainWorker(worker, generation, reason),
              refusal -> refused(from, refusal));
      case FromWorker.Hello _ -> throw new IllegalStateException("handled before");
    }
  }

  /** A result counts only if its bytes are really here. */
  private void result(WorkerConnection from, WorkerId worker, FromWorker.Result result) {
    AttemptKey key = result.attempt();
    StoredArtifact said = new StoredArtifact(result.uri(), result.digest(), result.sizeBytes());
    Optional<StoredArtifact> stored = store.stat(result.uri()).map(ArtifactInfo::stored);
    if (stored.filter(said::equals).isEmpty()) {
      log.atWarn()
          .addKeyValue("request", key.request())
          .addKeyValue("worker", worker)
          .log("result announced but not stored");
      submit(
          new Command.ReportFailure(
              worker,
              from.generation(),
              key.request(),
              key.lease(),
              new AttemptFailure.Transfer("the announced result is not what is stored")),
          refusal -> endRefused(from, key, refusal));
      return;
    }
    submit(
        new Command.StoreResult(
            worker,
            from.generation(),
            key.request(),
            key.lease(),
            said,
            result.cycles(),
            result.gas(),
            result.publicValuesHash(),
            result.proveTime()),
        refusal -> endRefused(from, key, refusal));
  }

  private static AttemptFailure failure(FromWorker.Failure failure) {
    return switch (failure.kind()) {
      case GUEST ->
          new AttemptFailure.Guest(
              ExecuteFailureCause.ofNumber(failure.executeFailureCause())
                  .orElse(ExecuteFailureCause.UNSPECIFIED),
              failure.cycles(),
              failure.detail());
      case PROVER -> new AttemptFailure.Prover(failure.detail());
      case TRANSFER -> new AttemptFailure.Transfer(failure.detail());
      case WORKER -> new AttemptFailure.Worker(failure.detail());
      case CANCELLED -> new AttemptFailure.Cancelled(failure.detail());
    };
  }

  /** The attempt goes on at the worker, but no longer here: say so. */
  private void attemptRefused(WorkerConnection from, AttemptKey key, Refusal refusal) {
    switch (refusal) {
      case Refusal.StaleLease _, Refusal.AlreadyFinal _, Refusal.UnknownRequest _ ->
          connections.send(from, () -> new ToWorker.Superseded(key));
      default -> refused(from, refusal);
    }
  }

  /** The attempt is over on both sides: the worker may forget it. */
  private void endRefused(WorkerConnection from, AttemptKey key, Refusal refusal) {
    switch (refusal) {
      case Refusal.StaleLease _, Refusal.AlreadyFinal _, Refusal.UnknownRequest _ ->
          connections.send(from, () -> new ToWorker.Settled(key));
      // Nothing was recorded: the worker says it again on its next connection.
      case Refusal.Unavailable(var reason) -> from.close(CloseReason.RESTART, reason);
      default -> refused(from, refusal);
    }
  }

  private static void refused(WorkerConnection from, Refusal refusal) {
    if (refusal instanceof Refusal.StaleConnection) {
      from.close(CloseReason.REPLACED, "this connection is no longer the worker's");
    } else {
      log.atDebug().log("command refused: {}", refusal);
    }
  }

  private void reject(WorkerConnection from, RejectCode code, String reason) {
    connections.send(from, () -> new ToWorker.Reject(code, reason));
    from.close(code.closeReason(), reason);
  }

  private <T> void submit(Command<T> command, java.util.function.Consumer<Refusal> onRefusal) {
    var _ =
        ledger
            .submit(command)
            .whenComplete(
                (outcome, bug) -> {
                  if (bug != null) {
                    log.atError().setCause(bug).log("ledger broke on a worker's message");
                  } else if (outcome instanceof Outcome.Refused<T>(var refusal)) {
                    onRefusal.accept(refusal);
                  }
                });
  }
}
