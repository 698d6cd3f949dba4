package org.hierophant.coordinator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.testing.Samples.NOW;

import org.hierophant.coordinator.intake.ProgramKeys.Match;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.testing.FakeLedger;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.FakeUploads;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.VkHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final VkHash HASH = Samples.vkHash(7);
  private static final ArtifactUri ELF = Samples.uri(ArtifactType.PROGRAM, 1);
  private static final byte[] KEY = {1, 2, 3};

  private final FakeLedgerView view = new FakeLedgerView();
  private final FakeLedger ledger = new FakeLedger(view);
  private final FakeUploads uploads = new FakeUploads();
  private boolean mock;

  @BeforeEach
  void uploadTheElf() {
    uploads.add(ELF);
  }

  // ---- what is registered ----

  @Test
  void aProgramWhoseBytesAreHereIsRegistered() {
    Verdict<ProgramRecord> verdict = register(Match.SAME, KEY, ELF);

    ProgramRecord expected =
        new ProgramRecord(HASH, KEY, Samples.stored(ELF), Samples.address(1), NOW);
    assertThat(verdict).isEqualTo(new Verdict.Accepted<>(expected));
    assertThat(ledger.commands).containsExactly(new Command.RegisterProgram(expected, false));
  }

  @Test
  void inMockModeAKeyThatNobodyCanReadIsTakenAsItIs() {
    mock = true;

    assertThat(register(Match.UNREADABLE, KEY, ELF)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aKeyThatNobodyCanReadIsRefused() {
    assertThat(register(Match.UNREADABLE, KEY, ELF))
        .isEqualTo(
            rejected(
                new Rejection.Invalid(
                    "vk",
                    "3 bytes",
                    "must be a verifying key of SP1 4, 5 or 6, as bincode writes it")));
    assertThat(ledger.commands).isEmpty();
  }

  @Test
  void aRegistrationReplacesAnElfThatIsGone() {
    view.programs.put(HASH, program(Samples.uri(ArtifactType.PROGRAM, 99)));

    register(Match.SAME, KEY, ELF);

    assertThat(ledger.commands.getFirst())
        .isInstanceOfSatisfying(
            Command.RegisterProgram.class, command -> assertThat(command.replaceElf()).isTrue());
  }

  @Test
  void aRegistrationReplacesNothingThatIsStillHere() {
    ArtifactUri first = Samples.uri(ArtifactType.PROGRAM, 99);
    uploads.add(first);
    view.programs.put(HASH, program(first));

    register(Match.SAME, KEY, ELF);

    assertThat(ledger.commands.getFirst())
        .isInstanceOfSatisfying(
            Command.RegisterProgram.class, command -> assertThat(command.replaceElf()).isFalse());
  }

  // ---- what is found ----

  @Test
  void aProgramIsFoundOnlyWhileItsElfIsHere() {
    assertThat(registration(Match.SAME).find(HASH)).isEmpty();
    view.programs.put(HASH, program(ELF));
    assertThat(registration(Match.SAME).find(HASH)).contains(program(ELF));

    uploads.remove(ELF);

    assertThat(registration(Match.SAME).find(HASH)).isEmpty();
  }

  // ---- what is not ----

  @Test
  void aHashOfAnotherKeyIsRefused() {
    assertThat(register(Match.DIFFERENT, KEY, ELF))
        .isEqualTo(
            rejected(
                new Rejection.Invalid(
                    "vk_hash", HASH, "must be the hash of the verifying key vk")));
    assertThat(ledger.commands).isEmpty();
  }

  @Test
  void aKeyThatIsTooLargeIsRefused() {
    byte[] most = new byte[Registration.MAX_KEY_BYTES];
    byte[] tooMuch = new byte[Registration.MAX_KEY_BYTES + 1];

    assertThat(register(Match.SAME, most, ELF)).isInstanceOf(Verdict.Accepted.class);
    assertThat(register(Match.SAME, tooMuch, ELF))
        .isEqualTo(
            rejected(new Rejection.Invalid("vk", 1_048_577, "must have at most 1048576 bytes")));
  }

  @Test
  void anArtifactOfAnotherTypeIsNoProgram() {
    ArtifactUri stdin = Samples.uri(ArtifactType.STDIN, 1);
    uploads.add(stdin);

    assertThat(register(Match.SAME, KEY, stdin))
        .isEqualTo(
            rejected(new Rejection.Invalid("program_uri", stdin, "must name a PROGRAM artifact")));
  }

  @Test
  void anElfThatWasNeverUploadedIsUnmet() {
    uploads.remove(ELF);

    assertThat(register(Match.SAME, KEY, ELF))
        .isEqualTo(rejected(new Rejection.Unmet("program_uri " + ELF + " was not uploaded")));
    assertThat(ledger.commands).isEmpty();
  }

  @Test
  void aFullDiskPasses() {
    uploads.trouble("12 MiB free");

    assertThat(register(Match.SAME, KEY, ELF))
        .isEqualTo(rejected(new Rejection.TryLater("12 MiB free")));
  }

  @Test
  void aLedgerThatIsBehindPasses() {
    ledger.refuse(new Refusal.Unavailable("behind"));

    assertThat(register(Match.SAME, KEY, ELF))
        .isEqualTo(rejected(new Rejection.TryLater("behind")));
  }

  private Verdict<ProgramRecord> register(Match match, byte[] key, ArtifactUri elf) {
    return registration(match)
        .register(new ProgramDraft(Samples.address(1), HASH, key, elf))
        .toCompletableFuture()
        .join();
  }

  private Registration registration(Match match) {
    return new Registration(ledger, uploads, (_, _) -> match, mock, Samples.timeAt(NOW));
  }

  private static Verdict<ProgramRecord> rejected(Rejection why) {
    return new Verdict.Rejected<>(why);
  }

  private static ProgramRecord program(ArtifactUri elf) {
    return new ProgramRecord(HASH, KEY, Samples.stored(elf), Samples.address(1), NOW);
  }
}
