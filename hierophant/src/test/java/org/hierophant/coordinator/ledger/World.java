package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.hierophant.coordinator.ledger.Command.HeldAttempt;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.WorkerId;

/** A ledger's state with a clock that tests move, and what its decisions wanted done. */
final class World {
  private final MemoryJournal journal = new MemoryJournal();
  private LedgerSettings settings = Samples.settings();
  private LedgerState state;
  private Moment now = new Moment(5_000_000_000L, Samples.START);
  private final List<Effect> effects = new ArrayList<>();
  private long generation;

  World() {
    state = new LedgerState(journal.load(), new byte[] {1}, now);
    run(new Command.RegisterProgram(Samples.PROGRAM, false));
  }

  /** Other limits from now on. */
  World with(UnaryOperator<LedgerSettings> change) {
    settings = change.apply(settings);
    return this;
  }

  LedgerSettings settings() {
    return settings;
  }

  LedgerState state() {
    return state;
  }

  Instant wall() {
    return now.wall();
  }

  <T> Outcome<T> run(Command<T> command) {
    Decision<T> decision = Decisions.on(state, settings, command, now);
    try {
      journal.commit(decision.durable());
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
    effects.addAll(decision.effects());
    return decision.outcome();
  }

  /** SIGKILL and start: only what was committed is left, on a new monotonic clock. */
  void restart(Duration downtime) {
    now = new Moment(-77, now.wall().plus(downtime));
    state = new LedgerState(journal.loadOpen(), new byte[] {2}, now);
    state.restoreFinished(journal.finished(-1, Integer.MAX_VALUE), now);
    state.sortFinals();
    effects.clear();
  }

  /** Time passes on both clocks, then a sweep. */
  void pass(Duration time) {
    now = new Moment(now.monotonicNanos() + time.toNanos(), now.wall().plus(time));
    run(new Command.Sweep());
  }

  /** In small steps, with a heartbeat of each of these workers in each. */
  void passWithHeartbeats(Duration time, Connected... alive) {
    Duration step = Duration.ofSeconds(5);
    for (Duration left = time; left.isPositive(); left = left.minus(step)) {
      pass(left.compareTo(step) < 0 ? left : step);
      for (Connected worker : alive) {
        run(new Command.Heartbeat(worker.id(), worker.generation()));
      }
    }
  }

  /** Somebody sets the clock. */
  void setWallClock(Duration change) {
    now = new Moment(now.monotonicNanos(), now.wall().plus(change));
    run(new Command.Sweep());
  }

  // ---- clients ----

  RequestId submit(long number, ProofMode mode) {
    return submit(number, mode, Duration.ofHours(4));
  }

  RequestId submit(long number, ProofMode mode, Duration deadline) {
    ProofRequest request = Samples.request(number, mode, now.wall(), deadline);
    Outcome<Command.Submitted> outcome = run(new Command.Submit(request));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return request.id();
  }

  RequestState stateOf(RequestId id) {
    return view(id).state();
  }

  RequestView view(RequestId id) {
    RequestView view = state.request(id);
    assertThat(view).isNotNull();
    return view;
  }

  // ---- workers ----

  /** One connection of a worker. */
  record Connected(WorkerId id, long generation) {}

  Connected connect(int worker, HeldAttempt... held) {
    return connect(worker, 1, held);
  }

  Connected connect(int worker, int slots, HeldAttempt... held) {
    Connected connected = new Connected(Samples.worker(worker), ++generation);
    Outcome<Command.Connected> outcome =
        run(Samples.connect(connected.id(), generation, slots, List.of(held)));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return connected;
  }

  void disconnect(Connected worker) {
    run(new Command.DisconnectWorker(worker.id(), worker.generation(), "cut"));
  }

  /** The last offer to this worker; there must be one. */
  Effect.Offer offerTo(Connected worker) {
    return lastOfferTo(worker).orElseThrow(() -> new AssertionError("no offer: " + effects));
  }

  Optional<Effect.Offer> lastOfferTo(Connected worker) {
    return effects(Effect.Offer.class).stream()
        .filter(offer -> offer.worker().equals(worker.id()))
        .filter(offer -> offer.generation() == worker.generation())
        .reduce((_, last) -> last);
  }

  Effect.Offer accept(Connected worker) {
    Effect.Offer offer = offerTo(worker);
    run(
        new Command.AcceptOffer(
            worker.id(), worker.generation(), offer.request().id(), offer.lease()));
    return offer;
  }

  Outcome<Command.Done> progress(Connected worker, Effect.Offer offer, long done) {
    return run(
        new Command.ReportProgress(
            worker.id(),
            worker.generation(),
            offer.request().id(),
            offer.lease(),
            new Progress(Phase.EXECUTING, done, 100)));
  }

  Outcome<Command.Done> fail(Connected worker, Effect.Offer offer, AttemptFailure failure) {
    return run(
        new Command.ReportFailure(
            worker.id(), worker.generation(), offer.request().id(), offer.lease(), failure));
  }

  Outcome<Command.Done> store(Connected worker, Effect.Offer offer) {
    return run(
        new Command.StoreResult(
            worker.id(),
            worker.generation(),
            offer.request().id(),
            offer.lease(),
            new StoredArtifact(offer.result(), new Sha256(Samples.bytes(9)), 9),
            OptionalLong.of(100),
            OptionalLong.of(-1),
            Optional.empty(),
            Duration.ofSeconds(3)));
  }

  Outcome<Command.Done> publish(Effect.Offer offer) {
    return run(
        new Command.PublishProof(
            offer.request().id(), offer.lease(), Optional.of(Samples.bytes(4))));
  }

  Outcome<Command.Done> reject(Effect.Offer offer, Command.ProofFault fault) {
    return run(new Command.RejectProof(offer.request().id(), offer.lease(), fault, "wrong"));
  }

  HeldAttempt held(Effect.Offer offer, boolean finished) {
    return new HeldAttempt(offer.request().id(), offer.lease(), finished);
  }

  // ---- effects ----

  <T extends Effect> List<T> effects(Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  void forgetEffects() {
    effects.clear();
  }

  boolean isAlive(Connected worker) {
    return state.liveWorker(worker.id()) != null;
  }
}
