package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.hierophant.coordinator.ledger.World.Connected;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.RequestState.Leased;
import org.hierophant.coordinator.request.RequestState.Queued;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.junit.jupiter.api.Test;

/** When workers are chosen, struck, put out, and taken back. */
class WorkerRulesTest {
  private static final Duration TICK = Duration.ofNanos(1);

  private final World world = new World();

  @Test
  void theWorkerThatIsIdleLongestIsChosen() {
    Connected first = world.connect(1);
    world.pass(Duration.ofSeconds(1));
    Connected second = world.connect(2);
    RequestId a = world.submit(1, ProofMode.CORE);
    world.pass(Duration.ofSeconds(1));
    world.store(first, world.accept(first));

    RequestId b = world.submit(2, ProofMode.CORE);

    assertThat(world.offerTo(first).request().id()).isEqualTo(a);
    assertThat(world.offerTo(second).request().id()).isEqualTo(b);
  }

  @Test
  void aWorkerHasAsManyRequestsAsSlots() {
    world.submit(1, ProofMode.CORE);
    world.submit(2, ProofMode.CORE);
    RequestId third = world.submit(3, ProofMode.CORE);

    world.connect(1, 2);

    assertThat(world.effects(Effect.Offer.class)).hasSize(2);
    assertThat(world.stateOf(third)).isInstanceOf(Queued.class);
  }

  @Test
  void aSilentWorkerIsDeadAtExactlyTheHeartbeatLimit() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    world.accept(worker);

    world.pass(world.settings().heartbeatLimit().minus(TICK));
    assertThat(world.isAlive(worker)).isTrue();
    world.pass(TICK);

    assertThat(world.isAlive(worker)).isFalse();
    assertThat(world.state().deadWorkers())
        .extracting(DeadWorker::reason)
        .containsExactly(DeathReason.HEARTBEAT);
    assertThat(world.stateOf(id)).isInstanceOf(Queued.class);
    assertThat(world.effects(Effect.DropMagister.class))
        .singleElement()
        .satisfies(drop -> assertThat(drop.url()).isEqualTo("http://magister/drop/worker-1"));
    assertThat(world.effects(Effect.CloseConnection.class)).hasSize(1);
    assertThat(world.connect(1)).isNotNull(); // welcome again: it did nothing wrong
  }

  @Test
  void withoutProgressForTheIntervalAWorkerIsPutOut() {
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.progress(worker, offer, 5);
    Duration most = world.settings().progressInterval();

    world.passWithHeartbeats(most.minusSeconds(5), worker);
    world.progress(worker, offer, 5); // the same again is no progress
    world.pass(Duration.ofSeconds(5).minus(TICK));
    assertThat(world.isAlive(worker)).isTrue();
    world.pass(TICK);

    assertThat(reasons()).containsExactly(DeathReason.PROGRESS);
  }

  @Test
  void greaterProgressKeepsAWorkerForAsLongAsALeaseMayLast() {
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    Duration step = Duration.ofMinutes(2);

    for (long done = 1; done <= 9; done++) {
      world.progress(worker, offer, done);
      world.passWithHeartbeats(step, worker);
      assertThat(world.isAlive(worker)).isTrue();
    }
    world.progress(worker, offer, 10);
    world.passWithHeartbeats(step, worker);

    assertThat(reasons()).containsExactly(DeathReason.PROOF_TIMEOUT);
  }

  @Test
  void theFirstProgressMustComeWithinTheExecutionReportLimit() {
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    world.accept(worker);

    world.passWithHeartbeats(world.settings().executionReportLimit().minusSeconds(5), worker);
    assertThat(world.isAlive(worker)).isTrue();
    world.pass(Duration.ofSeconds(5));

    assertThat(reasons()).containsExactly(DeathReason.EXECUTION_REPORT);
  }

  @Test
  void zeroSwitchesAProgressRuleOff() {
    world.with(Settings::withoutProgressRules);
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    world.accept(worker);

    world.passWithHeartbeats(Duration.ofMinutes(19), worker);

    assertThat(world.isAlive(worker)).isTrue();
  }

  @Test
  void strikesWithinTheWindowPutAWorkerOutAndItIsRefusedForSomeTime() {
    Connected worker = world.connect(1);
    fail(worker, 1);
    fail(worker, 2);
    assertThat(world.isAlive(worker)).isTrue();

    fail(worker, 3);

    assertThat(reasons()).containsExactly(DeathReason.STRIKES);
    DeadWorker dead = world.state().deadWorkers().getFirst();
    assertThat(dead.view().record().strikes()).hasSize(3);
    assertThat(world.run(Samples.connect(worker.id(), 50, 1, List.of())))
        .isEqualTo(
            new Outcome.Refused<>(
                new Refusal.Evicted(
                    worker.id(), dead.diedAt().plus(world.settings().evictionTime()))));
    world.pass(world.settings().evictionTime());
    assertThat(world.connect(1)).isNotNull();
  }

  @Test
  void oneRequestStrikesAWorkerOnceHoweverOftenItFailsThere() {
    world.with(settings -> Settings.maxFailures(settings, 9));
    world.submit(1, ProofMode.CORE);
    Connected only = world.connect(1);

    for (int attempt = 1; attempt <= 4; attempt++) {
      world.fail(only, world.accept(only), new AttemptFailure.Prover("no"));
      world.forgetEffects();
      world.pass(world.settings().refusalPause().minus(TICK));
      assertThat(world.lastOfferTo(only)).as("it rests before it tries again").isEmpty();
      world.pass(TICK);
    }

    assertThat(world.isAlive(only)).isTrue();
    assertThat(world.state().record(only.id()).orElseThrow().strikes()).hasSize(1);
  }

  @Test
  void aStrikeOutsideTheWindowDoesNotCount() {
    Connected worker = world.connect(1);
    fail(worker, 1);
    fail(worker, 2);
    world.passWithHeartbeats(world.settings().strikeWindow(), worker);

    fail(worker, 3);

    assertThat(world.isAlive(worker)).isTrue();
    assertThat(world.state().record(worker.id()).orElseThrow().strikes()).hasSize(1);
  }

  @Test
  void aVerifiedProofForgivesEarlierStrikes() {
    Connected worker = world.connect(1);
    fail(worker, 1);
    fail(worker, 2);
    world.submit(9, ProofMode.CORE);
    Effect.Offer offer = world.accept(worker);
    world.store(worker, offer);
    world.publish(offer);

    assertThat(world.state().record(worker.id()).orElseThrow().strikes()).isEmpty();
  }

  /** The worker fails one request of its own, and has rested. */
  private void fail(Connected worker, int number) {
    RequestId id = world.submit(number, ProofMode.CORE);
    world.fail(worker, world.accept(worker), new AttemptFailure.Prover("no"));
    world.run(new Command.CancelRequest(id, Samples.ALICE));
    world.passWithHeartbeats(world.settings().refusalPause(), worker);
  }

  private List<DeathReason> reasons() {
    return world.state().deadWorkers().stream().map(DeadWorker::reason).toList();
  }

  @Test
  void aWorkerThatComesBackWithinTheGraceGoesOnWithItsLease() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.disconnect(worker);
    world.pass(world.settings().disconnectGrace().minus(TICK));

    Connected back = world.connect(1, world.held(offer, false));

    assertThat(welcome(back).keep()).containsExactly(world.held(offer, false));
    world.store(back, offer);
    world.publish(offer);
    assertThat(world.stateOf(id).isFinal()).isTrue();
  }

  @Test
  void aWorkerThatComesBackTooLateStillGoesOnIfNobodyElseHasItsRequest() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.disconnect(worker);
    world.pass(world.settings().disconnectGrace());
    assertThat(world.stateOf(id)).isInstanceOf(Queued.class);

    Connected back = world.connect(1, world.held(offer, false));

    assertThat(welcome(back).keep()).containsExactly(world.held(offer, false));
    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Leased.class, leased -> assertThat(leased.lease()).isEqualTo(offer.lease()));
    assertThat(world.lastOfferTo(back)).isEmpty();
  }

  @Test
  void workThatAnotherHasTakenOverIsDropped() {
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.disconnect(worker);
    world.pass(world.settings().disconnectGrace());
    world.accept(world.connect(2));

    Connected back = world.connect(1, world.held(offer, false));

    assertThat(welcome(back).keep()).isEmpty();
  }

  @Test
  void aWorkerThatLostItsDiskLosesItsAttemptAtOnce() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    world.accept(worker);
    world.disconnect(worker);

    Connected back = world.connect(1);

    assertThat(world.offerTo(back).request().id()).isEqualTo(id);
    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Leased.class, leased -> assertThat(leased.budget().losses()).isOne());
  }

  @Test
  void leasesRunOnOverARestartAndTheirClocksStartAnew() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);

    world.restart(Duration.ofHours(1));
    world.pass(world.settings().disconnectGrace().minus(TICK));
    assertThat(world.stateOf(id)).isInstanceOf(Leased.class);
    Connected back = world.connect(1, world.held(offer, false));

    assertThat(welcome(back).keep()).hasSize(1);
    world.passWithHeartbeats(world.settings().executionReportLimit().minusSeconds(30), back);
    assertThat(world.isAlive(back)).isTrue();
  }

  @Test
  void aWorkerThatBeginsAnewAfterItsOwnRestartMayMakeLessProgressThanBefore() {
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.progress(worker, offer, 90);
    world.disconnect(worker);
    Connected back = world.connect(1, world.held(offer, false));
    Duration most = world.settings().progressInterval();

    world.passWithHeartbeats(most.minusSeconds(10), back);
    world.progress(back, offer, 1);
    world.passWithHeartbeats(most.minusSeconds(10), back);
    assertThat(world.isAlive(back)).isTrue();
    world.passWithHeartbeats(Duration.ofSeconds(10), back);

    assertThat(reasons()).containsExactly(DeathReason.PROGRESS);
  }

  @Test
  void comingBackAgainAndAgainMakesNoLeaseLonger() {
    world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    Duration step = Duration.ofMinutes(2);

    for (int i = 1; i < 10; i++) {
      world.progress(worker, offer, 1);
      world.passWithHeartbeats(step, worker);
      worker = world.connect(1, world.held(offer, false));
    }
    world.passWithHeartbeats(step, worker);

    assertThat(reasons()).containsExactly(DeathReason.PROOF_TIMEOUT);
  }

  @Test
  void aWorkerThatNeverComesBackAfterARestartIsDeadAfterTheHeartbeatLimit() {
    Connected worker = world.connect(1);

    world.restart(Duration.ofSeconds(1));
    world.pass(world.settings().heartbeatLimit());

    assertThat(reasons()).containsExactly(DeathReason.DISCONNECTED);
    assertThat(world.isAlive(worker)).isFalse();
    assertThat(world.effects(Effect.DropMagister.class)).hasSize(1);
  }

  @Test
  void aNewerConnectionReplacesTheOlderAndTheOlderCountsNoMore() {
    Connected old = world.connect(1);
    Connected fresh = world.connect(1);

    assertThat(world.effects(Effect.CloseConnection.class))
        .singleElement()
        .satisfies(close -> assertThat(close.generation()).isEqualTo(old.generation()));
    assertThat(world.run(new Command.Heartbeat(old.id(), old.generation())))
        .isEqualTo(new Outcome.Refused<>(new Refusal.StaleConnection(old.id(), old.generation())));
    world.disconnect(old);
    assertThat(world.isAlive(fresh)).isTrue();
    world.submit(1, ProofMode.CORE);
    assertThat(world.offerTo(fresh).generation()).isEqualTo(fresh.generation());
  }

  @Test
  void anOfferThatIsNotAnsweredGoesToAnotherWorkerAndStrikes() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected mute = world.connect(1);
    Connected other = world.connect(2);

    world.passWithHeartbeats(world.settings().offerLimit(), mute, other);

    assertThat(world.offerTo(other).request().id()).isEqualTo(id);
    assertThat(world.state().record(mute.id()).orElseThrow().strikes()).hasSize(1);
  }

  @Test
  void aRefusedOfferGoesToAnotherWorkerAndTheRefuserRests() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected busy = world.connect(1);
    refuse(busy, Command.OfferRefusal.BUSY);
    world.forgetEffects();

    world.pass(world.settings().refusalPause().minus(TICK));
    assertThat(world.lastOfferTo(busy)).isEmpty();
    world.pass(TICK);

    assertThat(world.offerTo(busy).request().id()).isEqualTo(id);
    assertThat(world.state().record(busy.id()).orElseThrow().strikes()).isEmpty();
  }

  @Test
  void aDrainingWorkerGetsNoOffersButItsWorkCounts() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1, 2);
    Effect.Offer offer = world.accept(worker);
    world.run(new Command.DrainWorker(worker.id(), worker.generation(), "leaves"));

    RequestId second = world.submit(2, ProofMode.CORE);

    assertThat(world.stateOf(second)).isInstanceOf(Queued.class);
    world.store(worker, offer);
    world.publish(offer);
    assertThat(world.stateOf(id).isFinal()).isTrue();
  }

  @Test
  void aCancelThatIsNeverConfirmedDoesNotKeepTheSlot() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    world.accept(worker);
    RequestId next = world.submit(2, ProofMode.CORE);
    world.run(new Command.CancelRequest(id, Samples.ALICE));

    world.passWithHeartbeats(world.settings().cancelLimit(), worker);

    assertThat(world.offerTo(worker).request().id()).isEqualTo(next);
  }

  @Test
  void thereIsAMostOfWorkers() {
    for (int i = 0; i < world.settings().maxWorkers(); i++) {
      world.connect(i);
    }

    assertThat(world.run(Samples.connect(Samples.worker(99), 99, 1, List.of())))
        .isEqualTo(
            new Outcome.Refused<>(new Refusal.TooManyWorkers(world.settings().maxWorkers())));
  }

  private void refuse(Connected worker, Command.OfferRefusal reason) {
    Effect.Offer offer = world.offerTo(worker);
    world.run(
        new Command.RefuseOffer(
            worker.id(),
            worker.generation(),
            offer.request().id(),
            offer.lease(),
            reason,
            "not now"));
  }

  private Effect.Welcome welcome(Connected worker) {
    return world.effects(Effect.Welcome.class).stream()
        .filter(welcome -> welcome.generation() == worker.generation())
        .findFirst()
        .orElseThrow();
  }
}
