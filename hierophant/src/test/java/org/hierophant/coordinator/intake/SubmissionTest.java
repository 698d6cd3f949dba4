package org.hierophant.coordinator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.testing.Samples.NOW;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.testing.FakeLedger;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.FakeUploads;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.testing.WorkerSamples;
import org.hierophant.coordinator.verification.Verifiers;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmissionTest {
  private CircuitVersion otherMachine = new CircuitVersion("v0");
  private static final VkHash PROGRAM = Samples.vkHash(7);
  private static final ArtifactUri STDIN = Samples.uri(ArtifactType.STDIN, 1);
  private static final long FOREVER = -1; // 2^64 - 1

  private final FakeLedgerView view = new FakeLedgerView();
  private final FakeLedger ledger = new FakeLedger(view);
  private final FakeUploads uploads = new FakeUploads();
  private final ProgramRecord program = Samples.program(7);

  @BeforeEach
  void registerAndUpload() {
    view.programs.put(PROGRAM, program);
    uploads.add(program.elf().uri());
    uploads.add(STDIN);
  }

  // ---- what is taken ----

  @Test
  void aRequestGoesToTheLedgerAsItWasSigned() {
    ProofRequest request = submitted(draft());

    assertThat(request.requester()).isEqualTo(Samples.address(0x46));
    assertThat(request.vkHash()).isEqualTo(PROGRAM);
    assertThat(request.program()).isEqualTo(program.elf());
    assertThat(request.stdin()).isEqualTo(Samples.stored(STDIN));
    assertThat(request.version()).isEqualTo("sp1-v6.1.0");
    assertThat(request.circuitVersion()).isEqualTo(new CircuitVersion("v6.1.0"));
    assertThat(request.mode()).isEqualTo(ProofMode.COMPRESSED);
    assertThat(request.deadlineSeconds()).isEqualTo(NOW.plusSeconds(14_400).getEpochSecond());
    assertThat(request.effectiveDeadline()).isEqualTo(NOW.plusSeconds(14_400));
    assertThat(request.txHash()).isEqualTo(Samples.bytes32(0x99));
    assertThat(request.mock()).isTrue();
    assertThat(request.createdAt()).isEqualTo(NOW);
  }

  @Test
  void everyRequestHasAnIdOfItsOwn() {
    assertThat(submitted(draft()).id()).isNotEqualTo(submitted(draft()).id());
  }

  @Test
  void theLargestLimitsAreLargeAndNotNegative() {
    ProofRequest request = submitted(draft().deadline(FOREVER).limits(FOREVER, FOREVER));

    assertThat(request.cycleLimit()).isEqualTo(FOREVER);
    assertThat(request.gasLimit()).isEqualTo(FOREVER);
    assertThat(request.effectiveDeadline()).isAfter(NOW.plus(Duration.ofDays(365)));
  }

  @Test
  void aPrivateArtifactMakesThePrivateRequest() {
    ArtifactUri secret = Samples.uri(ArtifactType.PRIVATE_STDIN, 2);
    uploads.add(secret);

    assertThat(submitted(draft().stdin(secret)).stdinPrivate()).isTrue();
    assertThat(submitted(draft()).stdinPrivate()).isFalse();
    assertThat(submitted(draft().stdinPrivate()).stdinPrivate()).isTrue();
  }

  @Test
  void aVersionMayComeWithoutItsPrefixAndIsEchoedSo() {
    ProofRequest request = submitted(draft().version("v6.1.0"));

    assertThat(request.version()).isEqualTo("v6.1.0");
    assertThat(request.circuitVersion()).isEqualTo(new CircuitVersion("v6.1.0"));
  }

  @Test
  void aVersionThatAWorkerBringsIsServed() {
    view.workers.add(WorkerSamples.offering("v7.0.0"));

    assertThat(submitted(draft().version("sp1-v7.0.0")).circuitVersion())
        .isEqualTo(new CircuitVersion("v7.0.0"));
  }

  // ---- what is not ----

  @Test
  void aDeadlineThatIsNotAheadIsRefusedWithBothTimes() {
    long now = NOW.getEpochSecond();

    assertThat(rejection(draft().deadline(now)))
        .isEqualTo(
            new Rejection.Invalid(
                "deadline", Long.toString(now), "must be later than now, " + now));
    assertThat(rejection(draft().deadline(0)).message()).startsWith("deadline must be later");
  }

  @Test
  void aTextThatIsNoVersionIsRefused() {
    assertThat(rejection(draft().version("sp1-")))
        .isEqualTo(new Rejection.Invalid("version", "\"sp1-\"", "must be a circuit version"));
  }

  @Test
  void aVersionThatNobodyServesIsUnmetAndNamesThoseServed() {
    assertThat(rejection(draft().version("sp1-v9.9.9")))
        .isEqualTo(
            new Rejection.Unmet(
                "version \"sp1-v9.9.9\" is served by no worker class here; served are: v5.0.0,"
                    + " v6.1.0"));
  }

  @Test
  void aProofThatCouldNotBeVerifiedIsNotEvenAskedFor() {
    Submission genuine =
        submission(
            false,
            (mode, _) ->
                mode == ProofMode.GROTH16 ? Optional.empty() : Optional.of("set some key"));

    assertThat(rejection(genuine, draft()).message()).contains("cannot verify", "set some key");
    assertThat(verdict(genuine, draft().mode(ProofMode.GROTH16)))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(ledger.commands)
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Submit.class, submit -> assertThat(submit.request().mock()).isFalse());
  }

  @Test
  void aProgramOfAnotherMachineIsUnmet() {
    otherMachine = new CircuitVersion("v5.0.0");

    assertThat(rejection(submission(), draft().version("sp1-v5.0.0")).message())
        .contains("another machine", "sp1-v5.0.0");
    assertThat(verdict(submission(), draft())).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aProgramThatNobodyRegisteredIsUnmet() {
    view.programs.clear();

    assertThat(rejection(draft()))
        .isEqualTo(
            new Rejection.Unmet(
                "vk_hash " + PROGRAM + " is no registered program: register it first"));
  }

  @Test
  void aProgramWhoseElfIsGoneIsUnmet() {
    uploads.remove(program.elf().uri());

    assertThat(rejection(draft()).message()).startsWith("vk_hash " + PROGRAM);
  }

  @Test
  void anArtifactOfAnotherTypeIsNoStdin() {
    ArtifactUri proof = Samples.uri(ArtifactType.PROOF, 3);
    uploads.add(proof);

    assertThat(rejection(draft().stdin(proof)))
        .isEqualTo(new Rejection.Invalid("stdin_uri", proof, "must name a STDIN artifact"));
  }

  @Test
  void aStdinThatWasNeverUploadedIsUnmet() {
    uploads.remove(STDIN);

    assertThat(rejection(draft()))
        .isEqualTo(new Rejection.Unmet("stdin_uri " + STDIN + " was not uploaded"));
  }

  @Test
  void aFullDiskPasses() {
    uploads.trouble("12 MiB free");

    assertThat(rejection(draft())).isEqualTo(new Rejection.TryLater("12 MiB free"));
  }

  @Test
  void theLedgersRefusalsReachTheClientInWords() {
    ledger.refuse(new Refusal.QueueFull(50));
    assertThat(rejection(draft()))
        .isEqualTo(new Rejection.TryLater("the queue of 50 open requests is full"));

    ledger.refuse(new Refusal.Unavailable("disk full"));
    assertThat(rejection(draft())).isEqualTo(new Rejection.TryLater("disk full"));

    ledger.refuse(new Refusal.UnknownProgram(PROGRAM));
    assertThat(rejection(draft())).isInstanceOf(Rejection.Unmet.class);
  }

  @Test
  void whatIsRefusedNeverReachesTheLedger() {
    uploads.remove(STDIN);
    rejection(draft());
    rejection(draft().deadline(0));
    rejection(draft().version("sp1-v9.9.9"));

    assertThat(ledger.commands).isEmpty();
  }

  // ---- cancelling ----

  @Test
  void cancellingWhatIsUnknownOrFinishedIsFine() {
    for (Refusal nothingToDo :
        List.of(
            new Refusal.UnknownRequest(Samples.request(1)),
            new Refusal.AlreadyFinal(Samples.request(1)))) {
      ledger.refuse(nothingToDo);

      assertThat(cancel())
          .isEqualTo(new Verdict.Accepted<>(Command.Cancellation.NOTHING_TO_CANCEL));
    }
  }

  @Test
  void cancellingSomebodyElsesRequestIsForbidden() {
    ledger.refuse(new Refusal.NotTheRequester(Samples.request(1)));

    assertThat(cancel())
        .isEqualTo(
            new Verdict.Rejected<>(
                new Rejection.Forbidden(
                    "request " + Samples.request(1) + " belongs to another signer")));
  }

  @Test
  void cancellingGoesToTheLedgerWithItsSigner() {
    assertThat(cancel()).isEqualTo(new Verdict.Accepted<>(Command.Cancellation.CANCELLED));
    assertThat(ledger.commands)
        .containsExactly(new Command.CancelRequest(Samples.request(1), Samples.address(2)));
  }

  private Verdict<Command.Cancellation> cancel() {
    return new Cancellation(ledger)
        .cancel(Samples.request(1), Samples.address(2))
        .toCompletableFuture()
        .join();
  }

  /** A good one, until a test changes it. */
  private static final class Draft {
    private ArtifactUri stdin = STDIN;
    private String version = "sp1-v6.1.0";
    private ProofMode mode = ProofMode.COMPRESSED;
    private long deadline = NOW.plusSeconds(14_400).getEpochSecond();
    private long cycleLimit = 100_000_000;
    private long gasLimit = 1_000_000_000;
    private boolean stdinPrivate;

    Draft stdin(ArtifactUri value) {
      stdin = value;
      return this;
    }

    Draft version(String value) {
      version = value;
      return this;
    }

    Draft mode(ProofMode value) {
      mode = value;
      return this;
    }

    Draft deadline(long seconds) {
      deadline = seconds;
      return this;
    }

    Draft limits(long cycles, long gas) {
      cycleLimit = cycles;
      gasLimit = gas;
      return this;
    }

    Draft stdinPrivate() {
      stdinPrivate = true;
      return this;
    }

    ProofDraft build() {
      return new ProofDraft(
          Samples.address(0x46),
          Samples.bytes32(0x99),
          PROGRAM,
          version,
          mode,
          2,
          stdin,
          deadline,
          cycleLimit,
          gasLimit,
          0,
          List.of(),
          Dialect.BASE,
          stdinPrivate,
          Optional.empty());
    }
  }

  private static Draft draft() {
    return new Draft();
  }

  private ProofRequest submitted(Draft draft) {
    assertThat(verdict(submission(), draft)).isInstanceOf(Verdict.Accepted.class);
    return ((Command.Submit) ledger.commands.getLast()).request();
  }

  private Rejection rejection(Draft draft) {
    return rejection(submission(), draft);
  }

  private static Rejection rejection(Submission submission, Draft draft) {
    return switch (verdict(submission, draft)) {
      case Verdict.Rejected<RequestId>(var why) -> why;
      case Verdict.Accepted<RequestId> accepted -> throw new AssertionError(accepted);
    };
  }

  private static Verdict<RequestId> verdict(Submission submission, Draft draft) {
    return submission.submit(draft.build()).toCompletableFuture().join();
  }

  private Submission submission() {
    return submission(true, (_, _) -> Optional.of("none"));
  }

  private Submission submission(boolean mock, Verifiers verifiers) {
    return new Submission(
        ledger,
        uploads,
        (_, version) -> !version.equals(otherMachine),
        verifiers,
        new ServedVersions(
            Set.of(new CircuitVersion("v6.1.0"), new CircuitVersion("v5.0.0")), view),
        new DeadlinePolicy(Duration.ZERO),
        mock,
        Samples.timeAt(NOW));
  }
}
