package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.ledger.World.Connected;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState.Fulfilled;
import org.hierophant.coordinator.request.RequestState.Leased;
import org.hierophant.coordinator.request.RequestState.Queued;
import org.hierophant.coordinator.request.RequestState.Unfulfillable;
import org.hierophant.coordinator.request.RequestState.Verifying;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.junit.jupiter.api.Test;

/** What becomes of requests. */
class RequestRulesTest {
  private final World world = new World();

  @Test
  void aRequestWaitsForAWorkerAndGoesToItAtOnce() {
    RequestId id = world.submit(1, ProofMode.CORE);

    assertThat(world.stateOf(id)).isInstanceOf(Queued.class);

    Connected worker = world.connect(1);

    assertThat(world.offerTo(worker).request().id()).isEqualTo(id);
    assertThat(world.stateOf(id)).isInstanceOf(Leased.class);
  }

  @Test
  void aRepeatedSubmissionIsAnsweredWithTheFirstIdAlsoAfterARestartAndItsEnd() {
    ProofRequest first = Samples.request(1, ProofMode.CORE, world.wall(), Duration.ofHours(1));
    ProofRequest retry =
        new ProofRequest(
            new RequestId(Samples.bytes(555)),
            first.requester(),
            first.vkHash(),
            first.version(),
            first.circuitVersion(),
            first.vm(),
            first.mode(),
            first.strategy(),
            first.program(),
            first.stdin(),
            first.deadlineSeconds(),
            first.effectiveDeadline(),
            first.cycleLimit(),
            first.gasLimit(),
            first.minAuctionPeriodSeconds(),
            first.whitelist(),
            first.dialect(),
            first.stdinPrivate(),
            first.publicValuesHash(),
            Samples.bytes(556),
            first.mock(),
            first.createdAt());
    world.run(new Command.Submit(first));

    assertThat(world.run(new Command.Submit(retry))).isEqualTo(repeated(first.id()));
    world.restart(Duration.ofMinutes(1));
    assertThat(world.run(new Command.Submit(retry))).isEqualTo(repeated(first.id()));
    world.run(new Command.CancelRequest(first.id(), Samples.ALICE));
    assertThat(world.run(new Command.Submit(retry))).isEqualTo(repeated(first.id()));
    assertThat(world.state().request(retry.id())).isNull();
  }

  private static Outcome<Command.Submitted> repeated(RequestId id) {
    return new Outcome.Done<>(new Command.Submitted(id, true));
  }

  @Test
  void aFullQueueAndAnUnknownProgramAreRefused() {
    world.with(settings -> Settings.maxOpenRequests(settings, 1));
    world.submit(1, ProofMode.CORE);
    ProofRequest second = Samples.request(2, ProofMode.CORE, world.wall(), Duration.ofHours(1));

    assertThat(world.run(new Command.Submit(second)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.QueueFull(1)));

    World empty = new World();
    VkHash other = new VkHash(Samples.bytes(1));
    ProofRequest stranger = Settings.withVkHash(second, other);
    assertThat(empty.run(new Command.Submit(stranger)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.UnknownProgram(other)));
  }

  @Test
  void wrappedGoesBeforeCompressedBeforeCoreAndTheOldestFirstInside() {
    RequestId core = world.submit(1, ProofMode.CORE);
    RequestId compressed = world.submit(2, ProofMode.COMPRESSED);
    RequestId plonk = world.submit(3, ProofMode.PLONK);
    RequestId groth16 = world.submit(4, ProofMode.GROTH16);
    RequestId compressedToo = world.submit(5, ProofMode.COMPRESSED);

    world.connect(1, 5);

    assertThat(
            world.effects(Effect.Offer.class).stream().map(offer -> offer.request().id()).toList())
        .containsExactly(plonk, groth16, compressed, compressedToo, core);
  }

  @Test
  void whatExecutingShowsIsKnownWhileTheRequestIsOpenAndCountsAboveTheWorkersWord() {
    RequestId id = world.submit(1, ProofMode.COMPRESSED);
    Executed found = new Executed(77, OptionalLong.of(88), Samples.bytes(4));

    world.run(new Command.RecordExecution(id, found));

    assertThat(world.view(id).execution()).hasValue(new Execution(found, true));

    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.store(worker, offer);

    assertThat(world.view(id).execution()).hasValue(new Execution(found, true));

    world.publish(offer);

    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Fulfilled.class,
            done -> {
              assertThat(done.cycles()).hasValue(77);
              assertThat(done.gas()).hasValue(88);
            });
    assertThat(world.run(new Command.RecordExecution(id, found)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.AlreadyFinal(id)));
  }

  @Test
  void whatAWorkerSaysOfItsExecutionCountsUntilItIsKnownHere() {
    Executed said = new Executed(1, OptionalLong.empty(), Samples.bytes(4));
    Executed found = new Executed(2, OptionalLong.empty(), Samples.bytes(4));
    RequestId id = world.submit(1, ProofMode.COMPRESSED);
    Connected worker = world.connect(1);
    Connected other = world.connect(2);
    Effect.Offer offer = world.accept(worker);

    assertThat(world.run(executed(other, offer, said)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.StaleLease(id)));
    assertThat(world.view(id).execution()).isEmpty();

    world.run(executed(worker, offer, said));

    assertThat(world.view(id).execution()).hasValue(new Execution(said, false));

    world.run(new Command.RecordExecution(id, found));
    world.run(executed(worker, offer, said));

    assertThat(world.view(id).execution()).hasValue(new Execution(found, true));
  }

  private static Command.ReportExecution executed(
      Connected worker, Effect.Offer offer, Executed executed) {
    return new Command.ReportExecution(
        worker.id(), worker.generation(), offer.request().id(), offer.lease(), executed);
  }

  @Test
  void aProgramFoundToFailEndsItsRequestAndStopsItsWorker() {
    RequestId id = world.submit(1, ProofMode.COMPRESSED);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);

    world.run(unexecutable(id));

    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Unfulfillable.class,
            ended ->
                assertThat(ended.reason())
                    .isEqualTo(
                        new UnfulfillableReason.GuestFailed(
                            ExecuteFailureCause.BREAKPOINT, OptionalLong.of(5), "ebreak")));
    assertThat(world.effects(Effect.CancelAttempt.class))
        .extracting(Effect.CancelAttempt::lease)
        .containsExactly(offer.lease());
    assertThat(world.run(unexecutable(id)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.AlreadyFinal(id)));
    RequestId unknown = new RequestId(Samples.bytes(99));
    assertThat(world.run(unexecutable(unknown)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.UnknownRequest(unknown)));
  }

  @Test
  void aProgramFoundToFailDoesNotEndARequestThatHasAResult() {
    RequestId id = world.submit(1, ProofMode.COMPRESSED);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.store(worker, offer);

    world.run(unexecutable(id));

    assertThat(world.stateOf(id)).isInstanceOf(Verifying.class);

    world.publish(offer);

    assertThat(world.stateOf(id)).isInstanceOf(Fulfilled.class);
  }

  private static Command.FindUnexecutable unexecutable(RequestId id) {
    return new Command.FindUnexecutable(
        id, ExecuteFailureCause.BREAKPOINT, OptionalLong.of(5), "ebreak");
  }

  @Test
  void aVerifiedProofEndsTheRequestAndIsRemembered() {
    RequestId id = world.submit(1, ProofMode.COMPRESSED);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.passWithHeartbeats(Duration.ofSeconds(30), worker);

    world.store(worker, offer);

    assertThat(world.stateOf(id)).isInstanceOf(Verifying.class);
    assertThat(world.effects(Effect.Settled.class)).hasSize(1);
    assertThat(world.effects(Effect.Verify.class)).hasSize(1);

    world.publish(offer);

    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Fulfilled.class,
            done -> {
              assertThat(done.proof().uri()).isEqualTo(offer.result());
              assertThat(done.cycles()).hasValue(100);
              assertThat(done.gas()).hasValue(-1);
              assertThat(done.publicValuesHash()).hasValue(Samples.bytes(4));
            });
    assertThat(world.state().history())
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.duration()).isEqualTo(Duration.ofSeconds(30));
              assertThat(proof.workerName()).isEqualTo("worker-1");
            });
    assertThat(world.state().record(worker.id()).orElseThrow().spanProofs()).isOne();
    assertThat(world.effects(Effect.Finished.class)).hasSize(1);
  }

  @Test
  void meanSpanTimeCountsCompressedProofsOnly() {
    Connected worker = world.connect(1);

    prove(worker, 1, ProofMode.COMPRESSED, Duration.ofSeconds(10));
    prove(worker, 2, ProofMode.CORE, Duration.ofSeconds(50));
    prove(worker, 3, ProofMode.COMPRESSED, Duration.ofSeconds(20));

    var record = world.state().record(worker.id()).orElseThrow();
    assertThat(record.spanProofs()).isEqualTo(2);
    assertThat(record.meanSpanTime()).isEqualTo(Duration.ofSeconds(15));
  }

  private void prove(Connected worker, int number, ProofMode mode, Duration time) {
    world.submit(number, mode);
    Effect.Offer offer = world.accept(worker);
    world.passWithHeartbeats(time, worker);
    world.store(worker, offer);
    world.publish(offer);
  }

  @Test
  void aProofThatWasNeverStoredCannotBePublished() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);

    assertThat(world.publish(offer))
        .isEqualTo(new Outcome.Refused<>(new Refusal.UnknownCandidate(id)));
    assertThat(world.stateOf(id)).isInstanceOf(Leased.class);
  }

  @Test
  void aRejectedProofStrikesItsWorkerAndGoesToAnother() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected first = world.connect(1);
    Effect.Offer offer = world.accept(first);
    Connected second = world.connect(2);
    world.store(first, offer);

    world.reject(offer, Command.ProofFault.INVALID);

    assertThat(world.offerTo(second).request().id()).isEqualTo(id);
    assertThat(world.state().record(first.id()).orElseThrow().strikes()).hasSize(1);
    assertThat(world.effects(Effect.Discard.class)).hasSize(1);
  }

  @Test
  void badProofsOfTheOnlyWorkerPutItOutAndTheRequestWaitsForAnother() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected only = world.connect(1);
    while (world.isAlive(only)) {
      Effect.Offer offer = world.accept(only);
      world.store(only, offer);
      world.reject(offer, Command.ProofFault.INVALID);
    }

    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Queued.class, queued -> assertThat(queued.budget().failures()).isEqualTo(1));
    assertThat(world.offerTo(world.connect(2)).request().id()).isEqualTo(id);
  }

  @Test
  void aForgedProofPutsTheWorkerIntoQuarantine() {
    world.submit(1, ProofMode.CORE);
    Connected liar = world.connect(1);
    Effect.Offer offer = world.accept(liar);
    world.store(liar, offer);

    world.reject(offer, Command.ProofFault.FORGED);

    assertThat(world.isAlive(liar)).isFalse();
    assertThat(world.effects(Effect.CloseConnection.class)).hasSize(1);
    assertThat(world.run(Samples.connect(liar.id(), 99, 1, List.of())))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aVerifierThatCannotTellIsAskedAgainAndNobodyIsBlamed() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.store(worker, offer);
    world.forgetEffects();

    world.run(new Command.VerificationUnavailable(id, offer.lease(), "no memory"));

    world.pass(world.settings().verificationRetry().minusNanos(1));
    assertThat(world.effects(Effect.Verify.class)).isEmpty();
    world.pass(Duration.ofNanos(1));
    assertThat(world.effects(Effect.Verify.class)).hasSize(1);
    assertThat(world.state().record(worker.id()).orElseThrow().strikes()).isEmpty();
  }

  @Test
  void anUnverifiedResultIsVerifiedAgainAfterARestartNotProvedAgain() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.store(worker, offer);

    world.restart(Duration.ofSeconds(5));
    Connected other = world.connect(2);
    world.pass(Duration.ofMillis(250));

    assertThat(world.effects(Effect.Verify.class)).hasSize(1);
    assertThat(world.lastOfferTo(other)).isEmpty();
    world.publish(offer);
    assertThat(world.stateOf(id)).isInstanceOf(Fulfilled.class);
  }

  @Test
  void failuresGoToAnotherWorkerAndEndAtTheirBudget() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected first = world.connect(1);
    Connected second = world.connect(2);
    Connected third = world.connect(3);

    world.fail(first, world.accept(first), new AttemptFailure.Prover("no 1"));
    world.fail(second, world.accept(second), new AttemptFailure.Prover("no 2"));
    assertThat(world.stateOf(id).isFinal()).isFalse();
    world.fail(third, world.accept(third), new AttemptFailure.Prover("no 3"));

    assertThat(world.stateOf(id))
        .isEqualTo(
            new Unfulfillable(new UnfulfillableReason.TooManyFailures(3, "no 3"), world.wall()));
  }

  @Test
  void theWorkerItFailedOnGetsItAgainOnlyIfNoOtherCanServeIt() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected first = world.connect(1);
    Connected second = world.connect(2);
    Connected holder = world.lastOfferTo(first).isPresent() ? first : second;
    Connected other = holder == first ? second : first;
    world.fail(holder, world.accept(holder), new AttemptFailure.Prover("no"));
    assertThat(world.offerTo(other).request().id()).isEqualTo(id);
    world.forgetEffects();

    world.run(new Command.DrainWorker(other.id(), other.generation(), "leaves"));
    world.disconnect(other);
    world.pass(world.settings().refusalPause());

    assertThat(world.offerTo(holder).request().id()).isEqualTo(id);
  }

  @Test
  void lossesHaveABudgetOfTheirOwn() {
    RequestId id = world.submit(1, ProofMode.CORE);
    for (int loss = 1; loss <= world.settings().maxLosses(); loss++) {
      assertThat(world.stateOf(id).isFinal()).isFalse();
      Connected worker = world.connect(loss);
      world.accept(worker);
      world.disconnect(worker);
      world.pass(world.settings().disconnectGrace());
    }

    assertThat(world.stateOf(id))
        .isEqualTo(new Unfulfillable(new UnfulfillableReason.TooManyLosses(4), world.wall()));
  }

  @Test
  void onlyAGuestFailureIsUnexecutableAndItEndsTheRequestAtOnce() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);

    world.fail(
        worker,
        offer,
        new AttemptFailure.Guest(
            ExecuteFailureCause.HALT_WITH_NON_ZERO_EXIT_CODE, OptionalLong.of(7), "exit code 1"));

    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Unfulfillable.class,
            ended ->
                assertThat(ended.reason()).isInstanceOf(UnfulfillableReason.GuestFailed.class));
    assertThat(world.state().record(worker.id()).orElseThrow().strikes()).isEmpty();
    world.submit(2, ProofMode.CORE);
    assertThat(world.offerTo(worker).request().id()).isNotEqualTo(id);
  }

  @Test
  void failureUnderAStaleLeaseChangesNothing() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected first = world.connect(1);
    Effect.Offer stale = world.accept(first);
    world.disconnect(first);
    world.pass(world.settings().disconnectGrace());
    Connected second = world.connect(2);
    world.accept(second);
    Connected again = world.connect(1);

    Outcome<Command.Done> outcome = world.fail(again, stale, new AttemptFailure.Prover("late no"));

    assertThat(outcome).isEqualTo(new Outcome.Refused<>(new Refusal.StaleLease(id)));
    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Leased.class, leased -> assertThat(leased.budget().failures()).isZero());
  }

  @Test
  void aLateProofIsWelcomeAndStopsWhoeverWorksOnItNow() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected first = world.connect(1);
    Effect.Offer late = world.accept(first);
    world.disconnect(first);
    world.pass(world.settings().disconnectGrace());
    Connected second = world.connect(2);
    Effect.Offer current = world.accept(second);
    Connected again = world.connect(1, world.held(late, true));

    world.store(again, late);
    assertThat(world.stateOf(id)).isInstanceOf(Leased.class);
    world.publish(late);

    assertThat(world.stateOf(id))
        .isInstanceOfSatisfying(
            Fulfilled.class, done -> assertThat(done.proof().uri()).isEqualTo(late.result()));
    assertThat(world.effects(Effect.CancelAttempt.class))
        .singleElement()
        .satisfies(cancel -> assertThat(cancel.lease()).isEqualTo(current.lease()));
  }

  @Test
  void theProofOfAnotherWorkersLeaseIsNotTaken() {
    world.submit(1, ProofMode.CORE);
    Connected honest = world.connect(1);
    Effect.Offer offer = world.accept(honest);
    Connected thief = world.connect(2);

    Outcome<Command.Done> outcome = world.store(thief, offer);

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(world.view(offer.request().id()).candidates()).isEmpty();
  }

  @Test
  void cancellingFreesTheWorkerOnceItHasConfirmed() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    RequestId next = world.submit(2, ProofMode.CORE);

    assertThat(world.run(new Command.CancelRequest(id, Samples.ALICE)))
        .isEqualTo(new Outcome.Done<>(Command.Cancellation.CANCELLED));

    assertThat(world.effects(Effect.CancelAttempt.class)).hasSize(1);
    assertThat(world.offerTo(worker)).isEqualTo(offer);
    world.fail(worker, offer, new AttemptFailure.Cancelled("told to"));
    assertThat(world.offerTo(worker).request().id()).isEqualTo(next);
  }

  @Test
  void onlyTheRequesterMayCancel() {
    RequestId id = world.submit(1, ProofMode.CORE);
    Address mallory = new Address("0x" + "66".repeat(20));

    assertThat(world.run(new Command.CancelRequest(id, mallory)))
        .isEqualTo(new Outcome.Refused<>(new Refusal.NotTheRequester(id)));
    assertThat(world.stateOf(id)).isInstanceOf(Queued.class);
  }

  @Test
  void aDeadlineEndsWaitingAndRunningWorkAtExactlyItsMoment() {
    RequestId running = world.submit(1, ProofMode.CORE, Duration.ofSeconds(50));
    Connected worker = world.connect(1);
    world.accept(worker);
    RequestId waiting = world.submit(2, ProofMode.CORE, Duration.ofSeconds(50));
    world.passWithHeartbeats(Duration.ofSeconds(45), worker);

    world.pass(Duration.ofSeconds(5).minusNanos(1));
    assertThat(world.stateOf(running)).isInstanceOf(Leased.class);
    world.pass(Duration.ofNanos(1));

    assertThat(world.stateOf(running)).isEqualTo(passed());
    assertThat(world.stateOf(waiting)).isEqualTo(passed());
    assertThat(world.effects(Effect.CancelAttempt.class)).hasSize(1);
  }

  private Unfulfillable passed() {
    return new Unfulfillable(new UnfulfillableReason.DeadlinePassed(), world.wall());
  }

  @Test
  void aResultThatIsThereAtTheDeadlineStillGetsItsVerdict() {
    RequestId id = world.submit(1, ProofMode.CORE, Duration.ofSeconds(50));
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.store(worker, offer);

    world.passWithHeartbeats(Duration.ofSeconds(60), worker);
    world.publish(offer);

    assertThat(world.stateOf(id)).isInstanceOf(Fulfilled.class);
  }

  @Test
  void aLateResultThatIsThereAtTheDeadlineStillGetsItsVerdictThoughAnotherWorksOnIt() {
    RequestId id = world.submit(1, ProofMode.CORE, Duration.ofSeconds(50));
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.disconnect(worker);
    world.pass(world.settings().disconnectGrace());
    Connected other = world.connect(2);
    world.accept(other);
    Connected back = world.connect(1, world.held(offer, true));
    world.store(back, offer);
    assertThat(world.stateOf(id)).isInstanceOf(Leased.class);

    world.passWithHeartbeats(Duration.ofSeconds(40), other, back);
    world.publish(offer);

    assertThat(world.stateOf(id)).isInstanceOf(Fulfilled.class);
  }

  @Test
  void aClockThatIsSetChangesTimestampsOnly() {
    RequestId id = world.submit(1, ProofMode.CORE, Duration.ofMinutes(30));
    Connected worker = world.connect(1);
    Effect.Offer offer = world.accept(worker);
    world.progress(worker, offer, 1);

    world.setWallClock(Duration.ofHours(1));
    world.setWallClock(Duration.ofHours(-2));

    assertThat(world.stateOf(id)).isInstanceOf(Leased.class);
    assertThat(world.isAlive(worker)).isTrue();
    world.store(worker, offer);
    world.publish(offer);
    assertThat(world.stateOf(id)).isInstanceOf(Fulfilled.class);
  }

  @Test
  void theOldestFinalRequestsAreForgottenFirstAndOpenOnesNever() {
    world.with(settings -> Settings.maxFinalRequests(settings, 1));
    RequestId open = world.submit(1, ProofMode.CORE);
    RequestId first = world.submit(2, ProofMode.CORE);
    RequestId second = world.submit(3, ProofMode.CORE);
    world.run(new Command.CancelRequest(second, Samples.ALICE));
    world.run(new Command.CancelRequest(first, Samples.ALICE));

    world.pass(Duration.ofSeconds(1));

    assertThat(world.state().request(second)).isNull();
    assertThat(world.state().request(first)).isNotNull();
    assertThat(world.state().request(open)).isNotNull();
    world.restart(Duration.ofDays(301));
    world.run(new Command.Sweep());
    assertThat(world.state().request(first)).isNull();
    assertThat(Optional.ofNullable(world.state().request(open))).isPresent();
  }
}
