package org.hierophant.coordinator.intake;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hierophant.coordinator.intake.Rejection.Invalid;
import org.hierophant.coordinator.intake.Rejection.TryLater;
import org.hierophant.coordinator.intake.Rejection.Unmet;
import org.hierophant.coordinator.intake.Verdict.Accepted;
import org.hierophant.coordinator.intake.Verdict.Rejected;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.verification.Verifiers;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;

/** Whether a request can be taken at all: what it needs is here, and somebody can serve it. */
public final class Submission {
  private final Ledger ledger;
  private final Uploads uploads;
  private final ProgramFit keys;
  private final Verifiers verifiers;
  private final ServedVersions served;
  private final DeadlinePolicy deadlines;
  private final boolean mock;
  private final Time time;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param mock true if the coordinator is in mock mode: no proof is verified then
   */
  public Submission(
      Ledger ledger,
      Uploads uploads,
      ProgramFit keys,
      Verifiers verifiers,
      ServedVersions served,
      DeadlinePolicy deadlines,
      boolean mock,
      Time time) {
    this.ledger = ledger;
    this.uploads = uploads;
    this.keys = keys;
    this.verifiers = verifiers;
    this.served = served;
    this.deadlines = deadlines;
    this.mock = mock;
    this.time = time;
  }

  /** The id is durable once the stage completes; a repetition gets the first id. */
  public CompletionStage<Verdict<RequestId>> submit(ProofDraft draft) {
    Instant now = time.now().wall();
    if (Long.compareUnsigned(draft.deadlineSeconds(), now.getEpochSecond()) <= 0) {
      return rejected(
          new Invalid(
              "deadline",
              Long.toUnsignedString(draft.deadlineSeconds()),
              "must be later than now, " + now.getEpochSecond()));
    }
    CircuitVersion version;
    try {
      version = CircuitVersion.ofWire(draft.version());
    } catch (IllegalArgumentException e) {
      return rejected(new Invalid("version", quoted(draft.version()), "must be a circuit version"));
    }
    if (!served.contains(version)) {
      return rejected(
          new Unmet(
              "version "
                  + quoted(draft.version())
                  + " is served by no worker class here; served are: "
                  + served));
    }
    Optional<String> obstacle = mock ? Optional.empty() : verifiers.obstacle(draft.mode(), version);
    if (obstacle.isPresent()) {
      return rejected(
          new Unmet(
              "this coordinator takes no request whose proof it cannot verify: " + obstacle.get()));
    }
    Optional<ProgramRecord> program = ledger.view().program(draft.vkHash());
    if (program.isEmpty() || uploads.find(program.get().elf().uri()).isEmpty()) {
      return rejected(
          new Unmet("vk_hash " + draft.vkHash() + " is no registered program: register it first"));
    }
    if (!keys.fits(program.get(), version)) {
      return rejected(
          new Unmet(
              "vk_hash "
                  + draft.vkHash()
                  + " was registered with a key of another machine than that of version "
                  + quoted(draft.version())));
    }
    return withStdin(draft, version, program.get(), now);
  }

  private CompletionStage<Verdict<RequestId>> withStdin(
      ProofDraft draft, CircuitVersion version, ProgramRecord program, Instant now) {
    if (!isStdin(draft.stdin())) {
      return rejected(new Invalid("stdin_uri", draft.stdin(), "must name a STDIN artifact"));
    }
    Optional<StoredArtifact> stdin = uploads.find(draft.stdin());
    if (stdin.isEmpty()) {
      return rejected(new Unmet("stdin_uri " + draft.stdin() + " was not uploaded"));
    }
    Optional<String> trouble = uploads.trouble();
    if (trouble.isPresent()) {
      return rejected(new TryLater(trouble.get()));
    }
    ProofRequest request =
        new ProofRequest(
            new RequestId(Bytes32.random(random)),
            draft.requester(),
            draft.vkHash(),
            draft.version(),
            version,
            ProverVm.SP1,
            draft.mode(),
            draft.strategy(),
            program.elf(),
            stdin.get(),
            draft.deadlineSeconds(),
            deadlines.effective(draft.deadlineSeconds(), draft.gasLimit(), now),
            draft.cycleLimit(),
            draft.gasLimit(),
            draft.minAuctionPeriodSeconds(),
            draft.whitelist(),
            draft.dialect(),
            draft.stdinPrivate() || draft.stdin().type() == ArtifactType.PRIVATE_STDIN,
            draft.publicValuesHash(),
            draft.txHash(),
            mock,
            now);
    return ledger.submit(new Command.Submit(request)).thenApply(Submission::verdict);
  }

  private static boolean isStdin(ArtifactUri uri) {
    return switch (uri.type()) {
      case STDIN, PRIVATE_STDIN -> true;
      case PROGRAM, PROOF -> false;
    };
  }

  private static Verdict<RequestId> verdict(Outcome<Command.Submitted> outcome) {
    return switch (outcome) {
      case Outcome.Done<Command.Submitted>(var submitted) -> new Accepted<>(submitted.id());
      case Outcome.Refused<Command.Submitted>(var refusal) ->
          new Rejected<>(LedgerRefusals.rejection(refusal));
    };
  }

  private static CompletionStage<Verdict<RequestId>> rejected(Rejection why) {
    return CompletableFuture.completedFuture(new Rejected<>(why));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
