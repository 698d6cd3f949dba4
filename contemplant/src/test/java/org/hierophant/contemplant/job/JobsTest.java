package org.hierophant.contemplant.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeCoordinator.Answer;
import org.hierophant.contemplant.transfer.ArtifactCache;
import org.hierophant.contemplant.transfer.ArtifactClient;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.Download;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.RefuseReason;
import org.hierophant.network.wire.ToWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobsTest {
  private static final String HERE = "coordinator-1";

  @TempDir Path directory;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Jobs> started = new ArrayList<>();
  private FakeCoordinator coordinator;
  private ScriptedProver prover;

  /** Broken, until a test says that it works. */
  private ScriptedProver second;

  private RecordingSpeaker speaker;
  private Jobs jobs;

  /** Zero once a transfer did not work; its attempt then waits for the end of the worker. */
  private volatile CountDownLatch paused;

  /** Lets go of the attempts that nobody wants any more: their threads have names that return. */
  private final CountDownLatch ended = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    coordinator = FakeCoordinator.start();
    restart(1);
    welcome();
  }

  @AfterEach
  void stop() throws IOException {
    started.forEach(Jobs::close);
    ended.countDown();
    coordinator.close();
    http.shutdownNow();
  }

  @Test
  void anOfferIsTakenMadeStoredAndForgottenOnceSettled() throws Exception {
    ToWorker.Offer offer = offer(1);
    prover.nextProves();

    jobs.heard(offer);

    assertThat(speaker.next(FromWorker.Accept.class).attempt()).isEqualTo(offer.attempt());
    FromWorker.Result result = speaker.next(FromWorker.Result.class);
    assertThat(result.attempt()).isEqualTo(offer.attempt());
    assertThat(result.uri()).isEqualTo(offer.result().uri());
    assertThat(result.digest()).isEqualTo(Sha256.ofContent(ScriptedProver.PROOF));
    assertThat(result.sizeBytes()).isEqualTo(ScriptedProver.PROOF.length);
    assertThat(result.cycles()).hasValue(7);
    assertThat(coordinator.uploaded(offer.result().uri())).isEqualTo(ScriptedProver.PROOF);
    assertThat(jobs.hello().held()).containsExactly(new FromWorker.Held(offer.attempt(), true));

    jobs.heard(new ToWorker.Settled(offer.attempt()));

    assertThat(jobs.hello().held()).isEmpty();
    assertThat(attemptsOnDisk()).isEmpty();
  }

  @Test
  void workGoesToTheProverThatHasLessToDo() throws Exception {
    restart(2);
    welcome();
    prover.places(1);
    second.places(1);
    second.works();

    jobs.heard(offer(1));
    prover.begun();
    jobs.heard(offer(2));

    assertThat(second.begun().vkHash()).isEqualTo(offer(2).vkHash());
  }

  @Test
  void anOfferForWhichEveryProverIsTakenIsRefusedThoughASlotIsFree() throws Exception {
    restart(3);
    welcome();
    prover.places(1);
    jobs.heard(offer(1));
    prover.begun();

    jobs.heard(offer(2));

    FromWorker.Refuse refusal = speaker.next(FromWorker.Refuse.class);
    assertThat(refusal.reason()).isEqualTo(RefuseReason.BUSY);
    assertThat(refusal.detail()).contains("is taken");
  }

  @Test
  void aWorkerWhoseProversAreAllBrokenSaysSoAndWhy() throws Exception {
    prover.breaks();

    jobs.awaitReady();

    FromWorker.Hello hello = jobs.hello();
    assertThat(hello.capabilities()).isEmpty();
    assertThat(hello.provers())
        .containsOnly(
            new ProverReport("scripted", ProverReport.Condition.BROKEN, "as the test says"));
    assertThat(jobs.isCapable()).isFalse();
  }

  @Test
  void aWorkerWhoseProverIsStartingWaitsForItBeforeItDials() throws Exception {
    prover.starts();
    CountDownLatch ready = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    jobs.awaitReady();
                    ready.countDown();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    jobs.capabilitiesChanged();
    assertThat(ready.getCount()).isOne();

    prover.works();
    jobs.capabilitiesChanged();

    ready.await();
    waiting.join();
    assertThat(jobs.hello().capabilities()).isNotEmpty();
  }

  @Test
  void whatIsHeldFromAnEarlierLifeWaitsForItsProver() throws Exception {
    jobs.heard(offer(1));
    prover.begun();
    jobs.close();
    restart(1);
    prover.starts();
    welcome(new FromWorker.Held(offer(1).attempt(), false));

    prover.works();
    prover.nextProves();

    assertThat(speaker.next(FromWorker.Result.class).attempt()).isEqualTo(offer(1).attempt());
  }

  @Test
  void whatWaitsForAProverCanBeCancelled() throws Exception {
    jobs.heard(offer(1));
    prover.begun();
    jobs.close();
    restart(1);
    prover.starts();
    welcome(new FromWorker.Held(offer(1).attempt(), false));

    jobs.heard(new ToWorker.Cancel(offer(1).attempt(), "enough"));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(failure.detail()).isEqualTo("enough");
  }

  @Test
  void anAttemptWhoseThreadCannotBeHadIsBegunLater() throws Exception {
    AttemptShelf shelf = new AttemptShelf(directory.resolve("shelf"));
    Attempt attempt = new Attempt(shelf, shelf.put(offer(1), HERE));
    Thread none =
        new Thread() {
          @Override
          public void start() {
            throw new OutOfMemoryError("unable to create native thread");
          }
        };

    assertThatThrownBy(() -> attempt.start(none)).isInstanceOf(OutOfMemoryError.class);

    assertThat(attempt.isStarted()).isFalse();
  }

  @Test
  void anAttemptWhoseThreadBreaksSaysSo() throws Exception {
    jobs.heard(offer(1));
    prover.begun();
    jobs.close();
    restart(1);
    prover.throwsWhenAsked();

    welcome(new FromWorker.Held(offer(1).attempt(), false));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.attempt()).isEqualTo(offer(1).attempt());
    assertThat(failure.kind()).isEqualTo(FailureKind.WORKER);
  }

  @Test
  void aDrainingWorkerIsDrainedOnceWhatItHoldsIsAnotherCoordinators() throws Exception {
    prover.nextProves();
    jobs.heard(offer(1));
    speaker.next(FromWorker.Result.class);
    jobs.drain("asked to");
    CountDownLatch drained = new CountDownLatch(1);
    Thread waiting =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    jobs.awaitDrained();
                    drained.countDown();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    jobs.welcomed(new ToWorker.Welcome("coordinator-2", Duration.ofHours(1), List.of()));

    assertThat(drained.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void progressIsSaidByPhase() throws Exception {
    prover.nextProves();

    jobs.heard(offer(1));

    assertThat(speaker.next(FromWorker.ProgressReport.class).progress().phase())
        .isEqualTo(Phase.FETCHING);
    assertThat(speaker.next(FromWorker.ProgressReport.class).progress())
        .isEqualTo(new Progress(Phase.EXECUTING, 3, 7));
    assertThat(speaker.next(FromWorker.ProgressReport.class).progress().phase())
        .isEqualTo(Phase.STORING);
  }

  @Test
  void moreOffersThanSlotsAreRefusedUntilOneIsFree() throws Exception {
    jobs.heard(offer(1));
    prover.begun();

    jobs.heard(offer(2));
    assertThat(speaker.next(FromWorker.Refuse.class).reason()).isEqualTo(RefuseReason.BUSY);
    prover.nextProves();
    speaker.next(FromWorker.Result.class);
    jobs.heard(offer(3));

    assertThat(speaker.next(FromWorker.Accept.class).attempt()).isEqualTo(offer(3).attempt());
  }

  @Test
  void asManyAreMadeAtATimeAsThereAreSlots() throws Exception {
    restart(2);
    welcome();

    jobs.heard(offer(1));
    jobs.heard(offer(2));
    jobs.heard(offer(3));

    prover.begun();
    prover.begun();
    assertThat(speaker.next(FromWorker.Refuse.class).attempt()).isEqualTo(offer(3).attempt());
  }

  @Test
  void whatNoProverServesIsRefused() throws Exception {
    ToWorker.Offer offer = offer(1);
    Capability other =
        new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v9.0.0"), true);

    jobs.heard(with(offer, other));

    assertThat(speaker.next(FromWorker.Refuse.class).reason()).isEqualTo(RefuseReason.NOT_CAPABLE);
    assertThat(attemptsOnDisk()).isEmpty();
  }

  @Test
  void aDrainingWorkerTakesNothingNewAndIsDrainedOnceAllIsSettled() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();

    jobs.drain("asked to");
    jobs.heard(offer(2));

    assertThat(speaker.next(FromWorker.Draining.class).reason()).isEqualTo("asked to");
    assertThat(speaker.next(FromWorker.Refuse.class).reason()).isEqualTo(RefuseReason.DRAINING);
    assertThat(jobs.awaitIdle(Duration.ofMillis(1))).isFalse();
    prover.nextProves();
    speaker.next(FromWorker.Result.class);
    jobs.heard(new ToWorker.Settled(offer.attempt()));
    jobs.awaitDrained();
    assertThat(jobs.awaitIdle(Duration.ZERO)).isTrue();
  }

  @Test
  void aFinishedProofOutlivesTheWorkerAndIsDeliveredWithoutBeingMadeAgain() throws Exception {
    ToWorker.Offer offer = offer(1);
    finishWithoutDelivering(offer);

    restart(1);
    assertThat(jobs.hello().held()).containsExactly(new FromWorker.Held(offer.attempt(), true));
    welcome(new FromWorker.Held(offer.attempt(), true));

    assertThat(speaker.next(FromWorker.Result.class).attempt()).isEqualTo(offer.attempt());
    assertThat(coordinator.uploaded(offer.result().uri())).isEqualTo(ScriptedProver.PROOF);
    assertThat(prover.count()).isZero();
  }

  @Test
  void anUnfinishedAttemptIsMadeAgainAfterARestart() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();

    restart(1);
    assertThat(jobs.hello().held()).containsExactly(new FromWorker.Held(offer.attempt(), false));
    prover.nextProves();
    welcome(new FromWorker.Held(offer.attempt(), false));

    assertThat(speaker.next(FromWorker.Result.class).attempt()).isEqualTo(offer.attempt());
  }

  @Test
  void aProofWhoseFileIsGoneIsMadeAgain() throws Exception {
    ToWorker.Offer offer = offer(1);
    finishWithoutDelivering(offer);
    Files.delete(attemptsOnDisk().getFirst().resolve("proof"));

    restart(1);
    prover.nextProves();
    welcome(new FromWorker.Held(offer.attempt(), false));

    assertThat(speaker.next(FromWorker.Result.class).attempt()).isEqualTo(offer.attempt());
    assertThat(prover.count()).isOne();
  }

  @Test
  void anAttemptThatKilledTheWorkerThreeTimesIsNotBegunAgain() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();
    for (int death = 2; death <= 3; death++) {
      restart(1);
      welcome(new FromWorker.Held(offer.attempt(), false));
      prover.begun();
    }

    restart(1);
    welcome(new FromWorker.Held(offer.attempt(), false));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.WORKER);
    assertThat(failure.detail()).contains("died 3 times");
    assertThat(prover.count()).isZero();
  }

  @Test
  void anOutcomeIsSaidOnEveryConnectionUntilItIsSettled() throws Exception {
    ToWorker.Offer offer = offer(1);
    prover.nextProves();
    jobs.heard(offer);
    FromWorker.Result result = speaker.next(FromWorker.Result.class);

    welcome(new FromWorker.Held(offer.attempt(), true));
    assertThat(speaker.next(FromWorker.Result.class)).isEqualTo(result);
    welcome(new FromWorker.Held(offer.attempt(), true));
    assertThat(speaker.next(FromWorker.Result.class)).isEqualTo(result);

    assertThat(coordinator.requests("PUT")).hasSize(1);
  }

  @Test
  void whatExecutingHasShownIsSaidAtOnceAndAgainOnANewConnection() throws Exception {
    Executed found = new Executed(5, OptionalLong.of(6), Sha256.ofContent(new byte[1]).value());
    ToWorker.Offer offer = offer(1);
    prover.executes(found);

    jobs.heard(offer);
    prover.begun();

    FromWorker.ProgressReport report = speaker.next(FromWorker.ProgressReport.class);
    while (report.executed().isEmpty()) {
      report = speaker.next(FromWorker.ProgressReport.class);
    }
    assertThat(report)
        .isEqualTo(
            new FromWorker.ProgressReport(
                offer.attempt(), new Progress(Phase.EXECUTING, 3, 7), Optional.of(found)));

    welcome(new FromWorker.Held(offer.attempt(), false));

    assertThat(speaker.next(FromWorker.ProgressReport.class).executed()).hasValue(found);
  }

  @Test
  void whatRunsGoesOnOverANewConnectionWithItsLastProgress() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();
    speaker.next(FromWorker.Accept.class);

    welcome(new FromWorker.Held(offer.attempt(), false));

    assertThat(speaker.next(FromWorker.Accept.class).attempt()).isEqualTo(offer.attempt());
    assertThat(speaker.next(FromWorker.ProgressReport.class).progress())
        .isEqualTo(new Progress(Phase.EXECUTING, 3, 7));
    assertThat(prover.count()).isOne();
  }

  @Test
  void theSameOfferTwiceIsMadeOnce() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();

    jobs.heard(offer);
    prover.nextProves();

    speaker.next(FromWorker.Result.class);
    assertThat(prover.count()).isOne();
  }

  @Test
  void aCancelledRunEndsAndSaysSo() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();
    prover.nextWaitsForCancellation();

    jobs.heard(new ToWorker.Cancel(offer.attempt(), "the client asked"));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(failure.detail()).isEqualTo("the client asked");
  }

  @Test
  void cancellingWhatIsNotHeldIsAnsweredToo() throws Exception {
    AttemptKey unknown = offer(5).attempt();

    jobs.heard(new ToWorker.Cancel(unknown, "the client asked"));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.attempt()).isEqualTo(unknown);
    assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void aProofThatIsCancelledWhileItIsStoredIsGivenUp() throws Exception {
    ToWorker.Offer offer = offer(1);
    finishWithoutDelivering(offer);

    jobs.heard(new ToWorker.Cancel(offer.attempt(), "too late"));

    assertThat(speaker.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(attemptsOnDisk().getFirst().resolve("proof")).doesNotExist();
    assertThat(jobs.hello().held()).containsExactly(new FromWorker.Held(offer.attempt(), false));
  }

  @Test
  void aSupersededRunEnds() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();
    prover.nextWaitsForCancellation();

    jobs.heard(new ToWorker.Superseded(offer.attempt()));

    assertThat(speaker.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void aSupersededProofIsDeliveredAllTheSame() throws Exception {
    ToWorker.Offer offer = offer(1);
    finishWithoutDelivering(offer);

    jobs.heard(new ToWorker.Superseded(offer.attempt()));
    restart(1);
    welcome(new FromWorker.Held(offer.attempt(), true));

    assertThat(speaker.next(FromWorker.Result.class).attempt()).isEqualTo(offer.attempt());
  }

  @Test
  void whatTheCoordinatorDoesNotKeepIsDropped() throws Exception {
    finishWithoutDelivering(offer(1));
    jobs.heard(offer(2));
    ToWorker.Offer running = offer(2);
    assertThat(prover.begun().vkHash()).isEqualTo(running.vkHash());
    prover.nextWaitsForCancellation();

    welcome();

    assertThat(jobs.hello().held()).isEmpty();
    assertThat(jobs.awaitIdle(Duration.ofSeconds(10))).isTrue();
    assertThat(attemptsOnDisk()).isEmpty();
  }

  @Test
  void theProofForAnotherCoordinatorIsKeptButNothingElseOfIt() throws Exception {
    ToWorker.Offer proved = offer(1);
    finishWithoutDelivering(proved);
    jobs.heard(offer(2));
    prover.begun();
    prover.nextWaitsForCancellation();

    jobs.welcomed(new ToWorker.Welcome("coordinator-2", Duration.ofSeconds(1), List.of()));

    assertThat(jobs.hello().held()).containsExactly(new FromWorker.Held(proved.attempt(), true));
  }

  @Test
  void proofsForOtherCoordinatorsDoNotGrowWithoutBound() throws Exception {
    AttemptShelf shelf = new AttemptShelf(directory.resolve("attempts"));
    for (int i = 1; i <= 40; i++) {
      Shelved shelved = shelf.put(offer(i), "coordinator-gone");
      Files.write(shelved.proof(), ScriptedProver.PROOF);
      shelf.finish(
          shelved,
          new FromWorker.Result(
              shelved.key(),
              offer(i).result().uri(),
              Sha256.ofContent(ScriptedProver.PROOF),
              ScriptedProver.PROOF.length,
              OptionalLong.empty(),
              OptionalLong.empty(),
              Optional.empty(),
              Duration.ZERO));
    }

    restart(1);
    welcome();

    assertThat(jobs.hello().held()).hasSize(32);
    assertThat(attemptsOnDisk()).hasSize(32);
    assertThat(jobs.awaitIdle(Duration.ZERO)).isTrue();
  }

  @Test
  void aForgottenAttemptTakesItsSlotUntilItsProverHasStopped() throws Exception {
    jobs.heard(offer(1));
    prover.begun();
    welcome();

    jobs.heard(offer(2));

    assertThat(speaker.next(FromWorker.Refuse.class).reason()).isEqualTo(RefuseReason.BUSY);
    prover.next((_, _) -> new ProofOutcome.Cancelled());
    assertThat(jobs.awaitIdle(Duration.ofSeconds(10))).isTrue();
    jobs.heard(offer(3));
    assertThat(prover.begun().vkHash()).isEqualTo(offer(3).vkHash());
  }

  @Test
  void aFailureOfTheProgramIsSaidWithItsCause() throws Exception {
    prover.next((_, _) -> new ProofOutcome.GuestFailed(1, OptionalLong.of(42), "exit code 1"));

    jobs.heard(offer(1));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure)
        .isEqualTo(
            new FromWorker.Failure(
                offer(1).attempt(), FailureKind.GUEST, 1, OptionalLong.of(42), "exit code 1"));
  }

  @Test
  void whateverAProverThrowsIsAFailureAndTheWorkerLivesOn() throws Exception {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("bug"),
            new OutOfMemoryError("heap"),
            new UnsatisfiedLinkError("no library"),
            new IOException("disk"));
    for (int i = 0; i < thrown.size(); i++) {
      Throwable each = thrown.get(i);
      prover.next(
          (_, _) -> {
            throw sneaky(each);
          });

      jobs.heard(offer(i));

      FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
      assertThat(failure.kind())
          .isEqualTo(each instanceof RuntimeException ? FailureKind.PROVER : FailureKind.WORKER);
      assertThat(failure.detail()).contains(String.valueOf(each.getMessage()));
    }
  }

  @Test
  void aProgramIsFetchedOnceForAllItsRequests() throws Exception {
    for (int i = 1; i <= 3; i++) {
      prover.nextProves();
      jobs.heard(offer(i));
      speaker.next(FromWorker.Result.class);
    }

    String program = offer(1).program().path();
    assertThat(coordinator.requests("GET"))
        .filteredOn(request -> request.path().equals(program))
        .hasSize(1);
  }

  @Test
  void anInputThatIsNotTheAnnouncedOneIsATransferFailure() throws Exception {
    ToWorker.Offer offer = offer(1);
    Download wrong =
        new Download(
            offer.stdin().uri(),
            offer.stdin().path(),
            offer.stdin().token(),
            Sha256.ofContent(new byte[] {9}),
            offer.stdin().sizeBytes());

    jobs.heard(with(offer, wrong));

    assertThat(speaker.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.TRANSFER);
    assertThat(prover.count()).isZero();
  }

  @Test
  void aProofThatIsNotTakenIsATransferFailure() throws Exception {
    prover.next(
        (task, _) -> {
          coordinator.answerNext(new Answer.Status(413));
          return ScriptedProver.prove(task);
        });

    jobs.heard(offer(1));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSFER);
    assertThat(failure.detail()).contains("HTTP 413");
  }

  @Test
  void aDiskThatRefusesTheOutcomeDoesNotLoseTheProof() throws Exception {
    ToWorker.Offer offer = offer(1);
    prover.next(
        (task, _) -> {
          Files.createDirectory(task.proof().resolveSibling("outcome.part"));
          return ScriptedProver.prove(task);
        });

    jobs.heard(offer);

    assertThat(speaker.next(FromWorker.Result.class).attempt()).isEqualTo(offer.attempt());
    assertThat(coordinator.uploaded(offer.result().uri())).isEqualTo(ScriptedProver.PROOF);
    jobs.heard(new ToWorker.Settled(offer.attempt()));
    assertThat(attemptsOnDisk()).isEmpty();
  }

  @Test
  void aDiskThatRefusesToBeginIsTheWorkersFailure() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();
    Files.createDirectory(attemptsOnDisk().getFirst().resolve("starts.part"));

    restart(1);
    welcome(new FromWorker.Held(offer.attempt(), false));

    assertThat(speaker.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.WORKER);
  }

  @Test
  void aDiskThatRefusesAnOfferIsARefusal() throws Exception {
    Path attempts = directory.resolve("attempts");
    Files.delete(attempts);
    Files.createFile(attempts);

    jobs.heard(offer(1));

    assertThat(speaker.next(FromWorker.Refuse.class).reason()).isEqualTo(RefuseReason.DISK_FULL);
  }

  @Test
  void anAttemptThatCannotBeReadDoesNotKeepTheWorkerFromStarting() throws Exception {
    finishWithoutDelivering(offer(1));
    jobs.heard(offer(2));
    prover.begun();
    jobs.close();
    for (Path attempt : attemptsOnDisk()) {
      if (!Files.exists(attempt.resolve("outcome"))) {
        Files.write(attempt.resolve("offer"), new byte[] {1, 2, 3});
      }
    }

    restart(1);

    assertThat(jobs.hello().held()).containsExactly(new FromWorker.Held(offer(1).attempt(), true));
  }

  @Test
  void stoppingHandsBackWhatRuns() throws Exception {
    ToWorker.Offer offer = offer(1);
    jobs.heard(offer);
    prover.begun();
    prover.nextWaitsForCancellation();

    jobs.stop(Duration.ofSeconds(10));

    FromWorker.Failure failure = speaker.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(failure.detail()).isEqualTo("worker stops");
  }

  @Test
  void closingLeavesWhatRunsOnDiskAndSaysNothing() throws Exception {
    jobs.heard(offer(1));
    prover.begun();
    Thread made = threadOf("attempt-" + offer(1).attempt().request().toString().substring(2, 10));

    jobs.close();
    made.join();

    assertThat(speaker.hasHeard(FromWorker.Failure.class)).isFalse();
    assertThat(attemptsOnDisk()).hasSize(1);
    assertThat(attemptsOnDisk().getFirst().resolve("outcome")).doesNotExist();
  }

  /** Made and kept, but the coordinator takes no uploads until its answers are used up. */
  private void finishWithoutDelivering(ToWorker.Offer offer) throws Exception {
    prover.next(
        (task, _) -> {
          coordinator.answerNext(new Answer.Status(503));
          return ScriptedProver.prove(task);
        });
    jobs.heard(offer);
    prover.begun();
    paused.await();
    assertThat(jobs.hello().held()).contains(new FromWorker.Held(offer.attempt(), true));
  }

  /** A new worker process on the same disk; the old one is gone as by {@code kill -9}. */
  private void restart(int slots) throws IOException {
    started.forEach(Jobs::close);
    paused = new CountDownLatch(1);
    prover = new ScriptedProver();
    second = new ScriptedProver();
    second.breaks();
    speaker = new RecordingSpeaker();
    ArtifactClient client =
        new ArtifactClient(
            http,
            coordinator.origin(),
            _ -> {
              paused.countDown();
              ended.await();
            },
            new Random(1));
    jobs =
        new Jobs(
            new WorkerProfile(new WorkerId("w"), "ruth", "1", slots, Optional.empty()),
            List.of(prover, second),
            new AttemptShelf(directory.resolve("attempts")),
            new ArtifactCache(directory.resolve("cache"), 1 << 20, client),
            client,
            speaker);
    started.add(jobs);
  }

  private void welcome(FromWorker.Held... keep) {
    jobs.welcomed(new ToWorker.Welcome(HERE, Duration.ofSeconds(1), List.of(keep)));
  }

  private ToWorker.Offer offer(int number) {
    Bytes32 id = new Bytes32(number, 0, 0, 0);
    return new ToWorker.Offer(
        new AttemptKey(new RequestId(id), new LeaseToken("lease-" + number)),
        new Capability(ProverVm.SP1, ProofMode.CORE, ScriptedProver.VERSION, true),
        new VkHash(id),
        ByteString.EMPTY,
        coordinator.download(uri(ArtifactType.PROGRAM, 0), new byte[] {1, 2, 3}),
        coordinator.download(uri(ArtifactType.STDIN, number), new byte[] {4, 5, (byte) number}),
        coordinator.upload(uri(ArtifactType.PROOF, number)),
        -1,
        -1,
        Duration.ofHours(1),
        Optional.empty());
  }

  private static ArtifactUri uri(ArtifactType type, int number) {
    return new ArtifactUri(type, new UUID(1, number));
  }

  private static ToWorker.Offer with(ToWorker.Offer offer, Capability capability) {
    return new ToWorker.Offer(
        offer.attempt(),
        capability,
        offer.vkHash(),
        offer.vk(),
        offer.program(),
        offer.stdin(),
        offer.result(),
        offer.cycleLimit(),
        offer.gasLimit(),
        offer.leaseTime(),
        offer.publicValuesHash());
  }

  private static ToWorker.Offer with(ToWorker.Offer offer, Download stdin) {
    return new ToWorker.Offer(
        offer.attempt(),
        offer.capability(),
        offer.vkHash(),
        offer.vk(),
        offer.program(),
        stdin,
        offer.result(),
        offer.cycleLimit(),
        offer.gasLimit(),
        offer.leaseTime(),
        offer.publicValuesHash());
  }

  private List<Path> attemptsOnDisk() throws IOException {
    try (var all = Files.list(directory.resolve("attempts"))) {
      return all.toList();
    }
  }

  private static Thread threadOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
