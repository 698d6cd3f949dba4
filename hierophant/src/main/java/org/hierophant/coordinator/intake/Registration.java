package org.hierophant.coordinator.intake;

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
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.VkHash;

/**
 * Whether a program can be registered: its bytes are here, and its key is what its hash says.
 *
 * <p><b>Limits.</b> A verifying key has at most {@value #MAX_KEY_BYTES} bytes; those of SP1 have
 * some hundred, or some thousand in 4.x.
 */
public final class Registration {
  static final int MAX_KEY_BYTES = 1 << 20;

  private final Ledger ledger;
  private final Uploads uploads;
  private final ProgramKeys keys;
  private final boolean mock;
  private final Time time;

  /**
   * @param mock true if the coordinator is in mock mode: keys that nobody can read are taken then
   */
  public Registration(Ledger ledger, Uploads uploads, ProgramKeys keys, boolean mock, Time time) {
    this.ledger = ledger;
    this.uploads = uploads;
    this.keys = keys;
    this.mock = mock;
    this.time = time;
  }

  /** The program, only if it can still be given to a worker. */
  public Optional<ProgramRecord> find(VkHash vkHash) {
    return ledger.view().program(vkHash).filter(this::hasElf);
  }

  private boolean hasElf(ProgramRecord program) {
    return uploads.find(program.elf().uri()).isPresent();
  }

  /** The first registration of a hash wins; later valid ones are answered with it. */
  public CompletionStage<Verdict<ProgramRecord>> register(ProgramDraft draft) {
    if (draft.vk().length > MAX_KEY_BYTES) {
      return rejected(
          new Invalid("vk", draft.vk().length, "must have at most " + MAX_KEY_BYTES + " bytes"));
    }
    switch (keys.check(draft.vk(), draft.vkHash())) {
      case SAME -> {}
      case DIFFERENT -> {
        return rejected(
            new Invalid("vk_hash", draft.vkHash(), "must be the hash of the verifying key vk"));
      }
      case UNREADABLE -> {
        if (mock) {
          break; // nothing is verified under it
        }
        return rejected(
            new Invalid(
                "vk",
                draft.vk().length + " bytes",
                "must be a verifying key of SP1 4, 5 or 6, as bincode writes it"));
      }
    }
    if (draft.elf().type() != ArtifactType.PROGRAM) {
      return rejected(new Invalid("program_uri", draft.elf(), "must name a PROGRAM artifact"));
    }
    Optional<StoredArtifact> elf = uploads.find(draft.elf());
    if (elf.isEmpty()) {
      return rejected(new Unmet("program_uri " + draft.elf() + " was not uploaded"));
    }
    Optional<String> trouble = uploads.trouble();
    if (trouble.isPresent()) {
      return rejected(new TryLater(trouble.get()));
    }
    ProgramRecord program =
        new ProgramRecord(draft.vkHash(), draft.vk(), elf.get(), draft.owner(), time.now().wall());
    boolean elfIsGone =
        ledger.view().program(draft.vkHash()).filter(known -> !hasElf(known)).isPresent();
    return ledger
        .submit(new Command.RegisterProgram(program, elfIsGone))
        .thenApply(Registration::verdict);
  }

  private static Verdict<ProgramRecord> verdict(Outcome<ProgramRecord> outcome) {
    return switch (outcome) {
      case Outcome.Done<ProgramRecord>(var program) -> new Accepted<>(program);
      case Outcome.Refused<ProgramRecord>(var refusal) ->
          new Rejected<>(LedgerRefusals.rejection(refusal));
    };
  }

  private static CompletionStage<Verdict<ProgramRecord>> rejected(Rejection why) {
    return CompletableFuture.completedFuture(new Rejected<>(why));
  }
}
