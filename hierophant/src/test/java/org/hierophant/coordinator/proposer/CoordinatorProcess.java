package org.hierophant.coordinator.proposer;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.hierophant.coordinator.api.grpc.Fulfillers;
import org.hierophant.coordinator.api.grpc.GrpcApi;
import org.hierophant.coordinator.artifact.ArtifactAccess;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.artifact.ArtifactTokens.Operation;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.artifact.Retention;
import org.hierophant.coordinator.artifact.RetentionLimits;
import org.hierophant.coordinator.artifact.StoreFullException;
import org.hierophant.coordinator.artifact.UploadResult;
import org.hierophant.coordinator.intake.DeadlinePolicy;
import org.hierophant.coordinator.intake.ParsedProgramKeys;
import org.hierophant.coordinator.intake.Registration;
import org.hierophant.coordinator.intake.ServedVersions;
import org.hierophant.coordinator.intake.Submission;
import org.hierophant.coordinator.intake.Uploads;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.InlineLedger;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.WorkerId;

/**
 * One life of the coordinator: the real ledger decisions, intake, network API and artifact rules,
 * wired as the program wires them. Only sockets, threads and the verifier are the model's.
 */
final class CoordinatorProcess {
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(2);
  private static final Duration SILENCE_PERIOD = Duration.ofSeconds(15);

  /** Two heartbeats of the worker channel: a silent socket is closed. */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

  private static final Duration RETENTION_PERIOD = Duration.ofMinutes(10);
  private static final long MAX_UPLOAD_BYTES = 1 << 20;
  private static final Set<CircuitVersion> SERVED =
      Set.of(new CircuitVersion("v5.0.0"), new CircuitVersion("v6.1.0"));

  private final Coordinator machine;
  private final VirtualTime time;
  private final MemoryArtifacts store;
  private final ArtifactTokens tokens;
  private final InlineLedger ledger;
  private final RpcServer rpc;
  private final ArtifactAccess access;
  private final Retention retention =
      new Retention(
          new RetentionLimits(Duration.ofDays(30), Duration.ofHours(48), 0, 0, Long.MAX_VALUE));
  private final Map<WorkerId, Socket> sockets = new LinkedHashMap<>();
  private final Set<LeaseToken> beingVerified = new HashSet<>();
  private final List<Runnable> onKill = new ArrayList<>();
  private long generations;
  private boolean killed;

  CoordinatorProcess(Coordinator machine) {
    this.machine = machine;
    this.time = machine.time();
    this.store = machine.artifacts();
    this.tokens = machine.tokens();
    Time clock = machine.clock();
    Semaphore news = new Semaphore(0);
    try {
      this.ledger =
          new InlineLedger(
              machine.journal(),
              this::run,
              clock,
              machine.settings(),
              machine.seed(),
              news::release);
    } catch (JournalException e) {
      throw new AssertionError("a journal in memory can be read", e);
    }
    ArtifactNames names = machine.names();
    this.access = new ArtifactAccess(store, names, tokens, ledger.view(), () -> clock.now().wall());
    this.rpc = new RpcServer(api(clock, names), ledger, news);
    every(SWEEP_PERIOD, ledger::sweep);
    every(SILENCE_PERIOD, this::closeSilentSockets);
    every(
        RETENTION_PERIOD,
        () -> retention.sweep(store, ledger.view()::isReferenced, clock.now().wall()));
  }

  private GrpcApi api(Time clock, ArtifactNames names) {
    Uploads uploads = uploads();
    return new GrpcApi(
        ledger,
        new Registration(ledger, uploads, new ParsedProgramKeys(), true, clock),
        new Submission(
            ledger,
            uploads,
            (_, _) -> true,
            (_, _) -> Optional.empty(),
            new ServedVersions(SERVED, ledger.view()),
            new DeadlinePolicy(Duration.ZERO),
            false,
            clock),
        uploads,
        names,
        new PublicUrls(Optional.empty(), "coordinator", 9010),
        Fulfillers.none(),
        clock,
        Coordinator.meters());
  }

  private Uploads uploads() {
    return new Uploads() {
      @Override
      public Optional<StoredArtifact> find(ArtifactUri uri) {
        return store.stat(uri).map(ArtifactInfo::stored);
      }

      @Override
      public Optional<String> trouble() {
        return switch (store.availability()) {
          case MemoryArtifacts.Availability.Ready _ -> Optional.empty();
          case MemoryArtifacts.Availability.Full(String reason) -> Optional.of(reason);
          case MemoryArtifacts.Availability.Broken(String reason) -> Optional.of(reason);
        };
      }
    };
  }

  private void every(Duration period, Runnable action) {
    time.after(
        period,
        () -> {
          if (!killed) {
            action.run();
            every(period, action);
          }
        });
  }

  LedgerView view() {
    return ledger.view();
  }

  boolean isKilled() {
    return killed;
  }

  void kill() {
    killed = true;
    sockets.values().forEach(socket -> socket.toWorker(new Socket.Message.Closed(false)));
    onKill.forEach(Runnable::run);
    rpc.close();
  }

  /** For those who wait for an answer of this process. */
  void onKill(Runnable action) {
    onKill.add(action);
  }

  /** Answered at once, or when the ledger no longer stalls; never if it is killed before. */
  CompletableFuture<WireCall.Reply> call(String method, ByteString request) {
    return rpc.call(method, request);
  }

  void stall() {
    ledger.stall();
  }

  void resume() {
    ledger.resume();
    rpc.ledgerTurned();
  }

  // ---- artifacts over HTTP ----

  /** The HTTP status; {@code isWorker} shows the token that came with its offer. */
  int put(ArtifactUri uri, byte[] content, boolean isWorker) {
    switch (access.write(uri, token(uri, Operation.WRITE, isWorker))) {
      case ArtifactAccess.Verdict.Forbidden _ -> {
        return 403;
      }
      case ArtifactAccess.Verdict.Unknown _ -> {
        return 404;
      }
      case ArtifactAccess.Verdict.TryLater _ -> {
        return 503;
      }
      case ArtifactAccess.Verdict.Allowed _ -> {}
    }
    try (ArtifactUpload upload = store.openUpload(uri, MAX_UPLOAD_BYTES)) {
      upload.write(content, 0, content.length);
      return switch (upload.commit(Optional.empty())) {
        case UploadResult.Stored _, UploadResult.AlreadyStored _ -> 200;
        case UploadResult.Conflict _ -> 409;
        case UploadResult.WrongDigest _ -> 400;
      };
    } catch (StoreFullException _) {
      return 507;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Empty for anything but 200. */
  Optional<byte[]> get(ArtifactUri uri, boolean isWorker) {
    return access.read(uri, token(uri, Operation.READ, isWorker))
            instanceof ArtifactAccess.Verdict.Allowed
        ? store.bytes(uri)
        : Optional.empty();
  }

  private Optional<String> token(ArtifactUri uri, Operation operation, boolean isWorker) {
    return isWorker ? Optional.of(tokens.issue(uri, operation)) : Optional.empty();
  }

  // ---- the worker channel ----

  /** A fresh connection; its first message must be Hello. */
  Socket accept(WorkerId worker, Consumer<Socket.Message> peer) {
    long generation = ++generations;
    Socket[] accepted = new Socket[1];
    accepted[0] =
        new Socket(
            time,
            worker,
            generation,
            command -> {
              if (!killed) {
                heard(accepted[0], command);
              }
            },
            peer);
    return accepted[0];
  }

  private void heard(Socket from, Command<?> command) {
    if (command instanceof Command.ConnectWorker) {
      Socket earlier = sockets.put(from.worker(), from);
      if (earlier != null) {
        earlier.cut();
      }
    } else if (sockets.get(from.worker()) != from) {
      return; // closed here in the meantime
    }
    if (command instanceof Command.StoreResult result && !isStored(result.proof())) {
      submit(
          from,
          new Command.ReportFailure(
              result.worker(),
              result.generation(),
              result.request(),
              result.lease(),
              new AttemptFailure.Transfer("the announced result is not what is stored")));
    } else {
      submit(from, command);
    }
  }

  private boolean isStored(StoredArtifact said) {
    return store.stat(said.uri()).map(ArtifactInfo::stored).filter(said::equals).isPresent();
  }

  private <T> void submit(Socket from, Command<T> command) {
    var _ =
        ledger
            .submit(command)
            .thenAccept(
                outcome -> {
                  if (outcome instanceof Outcome.Refused<T>(Refusal refusal)) {
                    refused(from, command, refusal);
                  }
                });
  }

  /** As WorkerMessages answers refusals. */
  private void refused(Socket from, Command<?> command, Refusal refusal) {
    boolean isOver =
        refusal instanceof Refusal.StaleLease
            || refusal instanceof Refusal.AlreadyFinal
            || refusal instanceof Refusal.UnknownRequest;
    WorkerId worker = from.worker();
    long generation = from.generation();
    switch (command) {
      case Command.ConnectWorker _ -> close(from, refusal instanceof Refusal.Evicted);
      case Command.AcceptOffer c when isOver ->
          from.toWorker(said(new Effect.Superseded(worker, generation, c.request(), c.lease())));
      case Command.ReportProgress c when isOver ->
          from.toWorker(said(new Effect.Superseded(worker, generation, c.request(), c.lease())));
      case Command.StoreResult c when isOver ->
          from.toWorker(said(new Effect.Settled(worker, generation, c.request(), c.lease())));
      case Command.ReportFailure c when isOver ->
          from.toWorker(said(new Effect.Settled(worker, generation, c.request(), c.lease())));
      case Command.StoreResult _ when refusal instanceof Refusal.Unavailable -> close(from, false);
      case Command.ReportFailure _ when refusal instanceof Refusal.Unavailable ->
          close(from, false);
      default -> {
        if (refusal instanceof Refusal.StaleConnection) {
          close(from, false);
        }
      }
    }
  }

  private static Socket.Message said(Effect.ToWorker effect) {
    return new Socket.Message.Said(effect);
  }

  private void close(Socket socket, boolean needsAttention) {
    socket.toWorker(new Socket.Message.Closed(needsAttention));
    gone(socket);
  }

  private void closeSilentSockets() {
    for (Socket socket : List.copyOf(sockets.values())) {
      if (socket.silence().compareTo(SILENCE_LIMIT) >= 0) {
        close(socket, false);
      }
    }
  }

  /** The connection ended, as this end has noticed. */
  void gone(Socket socket) {
    if (!killed && sockets.remove(socket.worker(), socket)) {
      var _ =
          ledger.submit(new Command.DisconnectWorker(socket.worker(), socket.generation(), "gone"));
    }
  }

  // ---- effects ----

  private void run(Effect effect) {
    switch (effect) {
      case Effect.ToWorker toWorker -> {
        Socket socket = sockets.get(toWorker.worker());
        if (socket == null || socket.generation() != toWorker.generation()) {
          return;
        }
        if (toWorker instanceof Effect.CloseConnection closing) {
          time.after(
              Duration.ZERO, () -> close(socket, closing.code() == Effect.CloseCode.EVICTED));
        } else {
          socket.toWorker(said(toWorker));
        }
      }
      case Effect.Verify verify -> {
        if (beingVerified.add(verify.candidate().lease())) {
          time.after(machine.verificationTime(), () -> verdict(verify));
        }
      }
      case Effect.DropMagister _, Effect.Finished _, Effect.Discard _ -> {}
    }
  }

  private void verdict(Effect.Verify verify) {
    if (killed) {
      return;
    }
    LeaseToken lease = verify.candidate().lease();
    beingVerified.remove(lease);
    Optional<byte[]> proof = store.bytes(verify.candidate().proof().uri());
    Optional<byte[]> stdin = store.bytes(verify.request().stdin().uri());
    var id = verify.request().id();
    if (machine.isVerifierStopped()) {
      say(new Command.VerificationUnavailable(id, lease, "not now"));
    } else if (proof.isEmpty() || stdin.isEmpty()) {
      say(new Command.RejectProof(id, lease, ProofFault.DAMAGED, "the result is not stored"));
    } else if (Proofs.isRight(proof.get(), stdin.get(), verify.request().mode())) {
      say(new Command.PublishProof(id, lease, Optional.empty()));
    } else {
      ProofFault fault = Proofs.isForged(proof.get()) ? ProofFault.FORGED : ProofFault.INVALID;
      say(new Command.RejectProof(id, lease, fault, "it proves something else"));
    }
  }

  /** As Verification does: until the ledger has heard it. */
  private void say(Command<Command.Done> command) {
    if (!killed) {
      var _ =
          ledger
              .submit(command)
              .thenAccept(
                  outcome -> {
                    if (outcome instanceof Outcome.Refused<Command.Done>(Refusal.Unavailable _)) {
                      time.after(Duration.ofSeconds(1), () -> say(command));
                    }
                  });
    }
  }
}
