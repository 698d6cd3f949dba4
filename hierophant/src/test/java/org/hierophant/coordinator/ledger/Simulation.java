package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.hierophant.coordinator.ledger.Command.HeldAttempt;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.WorkerId;

/**
 * A seeded world around the ledger's decisions: clients, workers of every temper, a verifier, lost
 * messages, failed commits, SIGKILLs and jumps of the wall clock. Hours pass in microseconds.
 *
 * <p>After every step it checks what must hold whatever happens; {@link #settle} then lets the
 * world become kind, and every request must end.
 */
final class Simulation {
  private static final int WORKERS = 5;

  /** What a worker has of one attempt. */
  private static final class Held {
    final RequestId request;
    final LeaseToken lease;
    final ArtifactUri result;
    boolean finished;
    long progress;

    Held(Effect.Offer offer) {
      request = offer.request().id();
      lease = offer.lease();
      result = offer.result();
    }
  }

  private static final class Worker {
    final WorkerId id;
    final int slots;
    long generation;
    boolean connected;
    final Map<LeaseToken, Held> held = new LinkedHashMap<>();
    final Deque<Effect.ToWorker> inbox = new ArrayDeque<>();

    Worker(WorkerId id, int slots) {
      this.id = id;
      this.slots = slots;
    }
  }

  private final Random random;
  private final Journal journal;
  private final LedgerSettings settings = Samples.settings();
  private final Map<WorkerId, Worker> workers = new LinkedHashMap<>();
  private final Deque<Effect.Verify> verifications = new ArrayDeque<>();
  private final Map<RequestId, ProofRequest> accepted = new LinkedHashMap<>();
  private final Map<RequestId, RequestState> finals = new HashMap<>();
  private final Set<ArtifactUri> goodProofs = new HashSet<>();
  private final Set<RequestId> guestFailures = new HashSet<>();
  private final Set<RequestId> cancelled = new HashSet<>();
  private final List<Event.Durable> uncommitted = new ArrayList<>();
  private LedgerState state;
  private Moment now;
  private long generations;
  private long submissions;
  private boolean kind;

  Simulation(long seed, Journal journal) throws JournalException {
    this.random = new Random(seed);
    this.journal = journal;
    now = new Moment(random.nextLong(1L << 50), Samples.START);
    state = load();
    for (int i = 0; i < WORKERS; i++) {
      Worker worker = new Worker(Samples.worker(i), 1 + random.nextInt(2));
      workers.put(worker.id, worker);
    }
    run(new Command.RegisterProgram(Samples.PROGRAM, false));
  }

  private LedgerState load() throws JournalException {
    return new LedgerState(journal.load(), new byte[] {1}, now);
  }

  /** What was accepted, and how each of it stands. */
  Map<RequestId, RequestState> states() {
    Map<RequestId, RequestState> states = new LinkedHashMap<>();
    accepted.keySet().forEach(id -> states.put(id, present(id).state()));
    return states;
  }

  void run(int steps) throws JournalException {
    for (int i = 0; i < steps; i++) {
      step();
      check();
    }
  }

  /** From now on nothing goes wrong any more; ends when every request has. */
  void settle() throws JournalException {
    kind = true;
    workers.values().forEach(worker -> worker.connected = false); // those that left come back
    for (int i = 0; i < 4_000 && hasOpen(); i++) {
      Worker worker = anyWorker();
      if (!worker.connected) {
        connect(worker);
      }
      workerTurn(worker);
      verdict();
      pass(Duration.ofSeconds(1 + random.nextInt(5)));
      check();
    }
    assertThat(hasOpen()).as("every request ends once nothing goes wrong").isFalse();
  }

  private boolean hasOpen() {
    return accepted.keySet().stream().anyMatch(id -> !present(id).state().isFinal());
  }

  // ---- what happens ----

  private void step() throws JournalException {
    int dice = random.nextInt(100);
    if (dice < 18) {
      submit();
    } else if (dice < 20) {
      cancel();
    } else if (dice < 30) {
      connect(anyWorker());
    } else if (dice < 33) {
      cutLink(anyWorker());
    } else if (dice < 70) {
      workerTurn(anyWorker());
    } else if (dice < 80) {
      verdict();
    } else if (dice < 82) {
      loseMessages();
    } else if (dice < 83) {
      restart();
    } else if (dice < 84) {
      failCommit();
    } else if (dice < 85) {
      Duration jump = Duration.ofMinutes(random.nextInt(121) - 60);
      now = new Moment(now.monotonicNanos(), now.wall().plus(jump));
    } else {
      pass(Duration.ofMillis(random.nextInt(20_000)));
    }
  }

  private void pass(Duration time) throws JournalException {
    now = new Moment(now.monotonicNanos() + time.toNanos(), now.wall().plus(time));
    run(new Command.Sweep());
  }

  private void submit() throws JournalException {
    if (!accepted.isEmpty() && random.nextInt(5) == 0) {
      ProofRequest earlier = any(accepted.values());
      var again =
          Samples.request(
              submissions++, earlier.mode(), now.wall(), Duration.ofHours(1)); // a fresh id
      ProofRequest repeated = withStdin(again, earlier.stdin());
      Outcome<Command.Submitted> outcome = run(new Command.Submit(repeated));
      assertThat(outcome).isEqualTo(new Outcome.Done<>(new Command.Submitted(earlier.id(), true)));
      return;
    }
    ProofMode mode = ProofMode.values()[random.nextInt(ProofMode.values().length)];
    ProofRequest request =
        Samples.request(
            submissions++, mode, now.wall(), Duration.ofSeconds(10 + random.nextInt(7_200)));
    switch (run(new Command.Submit(request))) {
      case Outcome.Done<Command.Submitted>(var submitted) -> {
        assertThat(submitted).isEqualTo(new Command.Submitted(request.id(), false));
        accepted.put(request.id(), request);
      }
      case Outcome.Refused<Command.Submitted>(var refusal) ->
          assertThat(refusal).isEqualTo(new Refusal.QueueFull(settings.maxOpenRequests()));
    }
  }

  private static ProofRequest withStdin(ProofRequest request, StoredArtifact stdin) {
    return new ProofRequest(
        request.id(),
        request.requester(),
        request.vkHash(),
        request.version(),
        request.circuitVersion(),
        request.vm(),
        request.mode(),
        request.strategy(),
        request.program(),
        stdin,
        request.deadlineSeconds(),
        request.effectiveDeadline(),
        request.cycleLimit(),
        request.gasLimit(),
        request.minAuctionPeriodSeconds(),
        request.whitelist(),
        request.dialect(),
        request.stdinPrivate(),
        request.publicValuesHash(),
        request.txHash(),
        request.mock(),
        request.createdAt());
  }

  private void cancel() throws JournalException {
    if (!accepted.isEmpty()) {
      RequestId id = any(accepted.keySet());
      if (run(new Command.CancelRequest(id, Samples.ALICE))
          .equals(new Outcome.Done<>(Command.Cancellation.CANCELLED))) {
        cancelled.add(id);
      }
    }
  }

  private void connect(Worker worker) throws JournalException {
    worker.inbox.clear();
    worker.connected = false;
    if (!kind && random.nextInt(6) == 0) {
      worker.held.clear(); // a new disk
    }
    worker.generation = ++generations;
    List<HeldAttempt> held =
        worker.held.values().stream()
            .map(one -> new HeldAttempt(one.request, one.lease, one.finished))
            .toList();
    worker.connected = true; // before the command: its effects are already for this connection
    Outcome<Command.Connected> outcome =
        run(Samples.connect(worker.id, worker.generation, worker.slots, held));
    if (outcome instanceof Outcome.Done<Command.Connected>(var connected)) {
      Set<LeaseToken> keep = new HashSet<>();
      connected.keep().forEach(one -> keep.add(one.lease()));
      worker.held.keySet().retainAll(keep);
    } else {
      worker.connected = false;
    }
  }

  private void cutLink(Worker worker) throws JournalException {
    worker.inbox.clear();
    if (worker.connected) {
      worker.connected = false;
      if (random.nextBoolean()) { // else the coordinator only notices its silence
        run(new Command.DisconnectWorker(worker.id, worker.generation, "cut"));
      }
    }
  }

  private void loseMessages() {
    anyWorker().inbox.clear();
    verifications.clear();
  }

  private void workerTurn(Worker worker) throws JournalException {
    if (!worker.connected) {
      return;
    }
    run(new Command.Heartbeat(worker.id, worker.generation));
    Effect.ToWorker message = worker.inbox.poll();
    if (message != null) {
      hear(worker, message);
    } else if (!worker.held.isEmpty()) {
      work(worker, any(worker.held.values()));
    } else if (!kind && random.nextInt(40) == 0) {
      run(new Command.DrainWorker(worker.id, worker.generation, "leaves"));
    }
  }

  private void hear(Worker worker, Effect.ToWorker message) throws JournalException {
    switch (message) {
      case Effect.Offer offer -> offered(worker, offer);
      case Effect.CancelAttempt cancel -> {
        worker.held.remove(cancel.lease());
        if (kind || random.nextInt(4) > 0) {
          fail(worker, cancel.request(), cancel.lease(), new AttemptFailure.Cancelled("told to"));
        }
      }
      case Effect.Settled settled -> worker.held.remove(settled.lease());
      case Effect.Superseded _, Effect.Welcome _ -> {}
      case Effect.CloseConnection _ -> worker.connected = false;
    }
  }

  private void offered(Worker worker, Effect.Offer offer) throws JournalException {
    int dice = kind ? 99 : random.nextInt(100);
    if (dice < 8) {
      var reasons = Command.OfferRefusal.values();
      run(
          new Command.RefuseOffer(
              worker.id,
              worker.generation,
              offer.request().id(),
              offer.lease(),
              reasons[random.nextInt(reasons.length)],
              "no"));
    } else if (dice >= 14) { // else it says nothing at all
      worker.held.put(offer.lease(), new Held(offer));
      run(
          new Command.AcceptOffer(
              worker.id, worker.generation, offer.request().id(), offer.lease()));
    }
  }

  private void work(Worker worker, Held held) throws JournalException {
    int dice = kind ? 60 : random.nextInt(100);
    if (held.finished || dice >= 50) {
      deliver(worker, held);
    } else if (dice < 30) {
      held.progress += random.nextInt(3);
      run(
          new Command.ReportProgress(
              worker.id,
              worker.generation,
              held.request,
              held.lease,
              new Progress(Phase.EXECUTING, held.progress, 100)));
    } else if (dice < 40) {
      worker.held.remove(held.lease);
      fail(worker, held.request, held.lease, anyFailure(held.request));
    }
  }

  private AttemptFailure anyFailure(RequestId request) {
    return switch (random.nextInt(5)) {
      case 0 -> {
        guestFailures.add(request);
        yield new AttemptFailure.Guest(
            ExecuteFailureCause.BREAKPOINT, OptionalLong.of(3), "guest says no");
      }
      case 1 -> new AttemptFailure.Prover("prover says no");
      case 2 -> new AttemptFailure.Transfer("no bytes");
      case 3 -> new AttemptFailure.Worker("no memory");
      default -> new AttemptFailure.Cancelled("just so");
    };
  }

  private void fail(Worker worker, RequestId request, LeaseToken lease, AttemptFailure failure)
      throws JournalException {
    run(new Command.ReportFailure(worker.id, worker.generation, request, lease, failure));
  }

  private void deliver(Worker worker, Held held) throws JournalException {
    if (!held.finished) {
      held.finished = true;
      if (kind || random.nextInt(8) > 0) {
        goodProofs.add(held.result);
      }
    }
    run(
        new Command.StoreResult(
            worker.id,
            worker.generation,
            held.request,
            held.lease,
            new StoredArtifact(held.result, new Sha256(Samples.bytes(5)), 5),
            OptionalLong.of(1),
            OptionalLong.empty(),
            Optional.empty(),
            Duration.ofSeconds(1)));
  }

  private void verdict() throws JournalException {
    Effect.Verify verify = verifications.poll();
    if (verify == null) {
      return;
    }
    if (!kind && random.nextInt(6) == 0) {
      verifications.addFirst(verify); // the same verdict comes twice
    }
    Candidate candidate = verify.candidate();
    RequestId id = verify.request().id();
    if (!kind && random.nextInt(6) == 0) {
      run(new Command.VerificationUnavailable(id, candidate.lease(), "not now"));
    } else if (goodProofs.contains(candidate.proof().uri())) {
      run(new Command.PublishProof(id, candidate.lease(), Optional.empty()));
    } else {
      ProofFault fault = random.nextInt(10) == 0 ? ProofFault.FORGED : ProofFault.INVALID;
      run(new Command.RejectProof(id, candidate.lease(), fault, "wrong"));
    }
  }

  /** SIGKILL: messages under way are gone, connections as well; what was committed is not. */
  private void restart() throws JournalException {
    Map<RequestId, RequestState> before = states();
    verifications.clear();
    for (Worker worker : workers.values()) {
      worker.inbox.clear();
      worker.connected = false;
    }
    generations = 0;
    now = new Moment(random.nextLong(1L << 50), now.wall().plusSeconds(random.nextInt(60)));
    state = load();
    assertThat(states()).isEqualTo(before);
  }

  /** A command whose commit fails changes nothing, and memory is read again. */
  private void failCommit() throws JournalException {
    Map<RequestId, RequestState> before = states();
    Decisions.on(
        state,
        settings,
        new Command.Submit(
            Samples.request(submissions++, ProofMode.CORE, now.wall(), Duration.ofHours(1))),
        now);
    for (Worker worker : workers.values()) {
      worker.inbox.clear();
      worker.connected = false;
    }
    state = load();
    assertThat(states()).isEqualTo(before);
  }

  private <T> Outcome<T> run(Command<T> command) throws JournalException {
    Decision<T> decision = Decisions.on(state, settings, command, now);
    uncommitted.addAll(decision.durable());
    journal.commit(List.copyOf(uncommitted));
    uncommitted.clear();
    decision.effects().forEach(this::carryOut);
    return decision.outcome();
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.ToWorker toWorker -> {
        Worker worker = workers.get(toWorker.worker());
        if (worker.generation == toWorker.generation() && worker.connected) {
          worker.inbox.add(toWorker);
        }
      }
      case Effect.Verify verify -> verifications.add(verify);
      case Effect.Finished(var view) -> assertThat(view.state().isFinal()).isTrue();
      case Effect.DropMagister _, Effect.Discard _ -> {}
    }
  }

  // ---- what must hold ----

  private void check() {
    Set<LeaseToken> leases = new HashSet<>();
    for (RequestId id : accepted.keySet()) {
      RequestView view = state.request(id);
      if (view == null) {
        throw new AssertionError("accepted and forgotten: " + id);
      }
      RequestState ended = finals.get(id);
      if (ended != null) {
        if (ended != view.state() && !ended.equals(view.state())) {
          throw new AssertionError("was final: " + ended + ", is now " + view.state());
        }
        continue;
      }
      switch (view.state()) {
        case RequestState.Open open -> checkOpen(view, open, leases);
        case RequestState.Fulfilled done -> {
          assertThat(goodProofs).as("only right proofs").contains(done.proof().uri());
          finals.put(id, done);
        }
        case RequestState.Unfulfillable gaveUp -> {
          checkReason(id, gaveUp.reason());
          finals.put(id, gaveUp);
        }
      }
    }
    checkSlots();
    checkQueue();
  }

  private void checkOpen(RequestView view, RequestState.Open open, Set<LeaseToken> leases) {
    assertThat(open.budget().failures()).isLessThanOrEqualTo(bound(settings.maxFailures()));
    assertThat(open.budget().losses()).isLessThanOrEqualTo(bound(settings.maxLosses()));
    if (open instanceof RequestState.Leased leased) {
      assertThat(leases.add(leased.lease())).as("one request per lease").isTrue();
      LiveWorker worker = state.liveWorker(leased.worker());
      assertThat(worker).as("a lease is held by a living worker").isNotNull();
      assertThat(worker.slot(leased.lease())).as("in one of its slots").isPresent();
    }
    if (open instanceof RequestState.Verifying verifying) {
      assertThat(view.candidate(verifying.lease())).isPresent();
    }
  }

  /** While a result is unverified its request goes on, once past the budget as well. */
  private static int bound(int limit) {
    return limit + WORKERS;
  }

  private void checkReason(RequestId id, UnfulfillableReason reason) {
    switch (reason) {
      case UnfulfillableReason.GuestFailed _ -> assertThat(guestFailures).contains(id);
      case UnfulfillableReason.Cancelled _ -> assertThat(cancelled).contains(id);
      case UnfulfillableReason.TooManyFailures(int failures, _) ->
          assertThat(failures).isGreaterThanOrEqualTo(settings.maxFailures());
      case UnfulfillableReason.TooManyLosses(int losses) ->
          assertThat(losses).isGreaterThanOrEqualTo(settings.maxLosses());
      case UnfulfillableReason.DeadlinePassed() -> {}
    }
  }

  private void checkSlots() {
    for (LiveWorker worker : state.liveWorkers()) {
      Set<LeaseToken> seen = new LinkedHashSet<>();
      for (Slot slot : worker.slots()) {
        assertThat(seen.add(slot.lease())).isTrue();
      }
    }
  }

  private void checkQueue() {
    int waiting = 0;
    boolean anyoneWelcome = false;
    for (RequestId id : accepted.keySet()) {
      if (!finals.containsKey(id) && present(id).state() instanceof RequestState.Queued queued) {
        waiting++;
        anyoneWelcome |= queued.budget().avoid().isEmpty();
      }
    }
    int queued = state.board().lengths().values().stream().mapToInt(Integer::intValue).sum();
    if (queued != waiting) {
      throw new AssertionError("the queue holds " + queued + ", but " + waiting + " wait");
    }
    if (anyoneWelcome && state.liveWorkers().stream().anyMatch(LiveWorker::hasFreeSlot)) {
      throw new AssertionError("a worker idles while a request waits");
    }
  }

  private RequestView present(RequestId id) {
    RequestView view = state.request(id);
    if (view == null) {
      throw new AssertionError("accepted and forgotten: " + id);
    }
    return view;
  }

  private Worker anyWorker() {
    return any(workers.values());
  }

  private <T> T any(Collection<T> choices) {
    List<T> list = List.copyOf(choices);
    return list.get(random.nextInt(list.size()));
  }
}
