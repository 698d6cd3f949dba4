package org.hierophant.contemplant.prover.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofOutcome.GuestFailed;
import org.hierophant.contemplant.prover.ProofOutcome.Proved;
import org.hierophant.contemplant.prover.ProofOutcome.WorkerFailed;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecuteProverTest {
  private static final long NO_LIMIT = -1;
  private static final int MANY_ROUNDS = -1;

  @TempDir Path directory;

  private final List<Progress> reports = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();
  private ExecuteProver prover =
      new ExecuteProver(ExecuteProver.VERSIONS, ExecuteLimits.ofMemory(256 << 20));
  private String version = "v6.1.0";
  private ProofMode mode = ProofMode.CORE;
  private long cycleLimit = NO_LIMIT;
  private long gasLimit = NO_LIMIT;
  private Duration timeLimit = Duration.ofHours(1);

  @BeforeEach
  void clearInterruption() {
    Thread.interrupted();
  }

  @Test
  void servesEveryModeOfEveryVersionItKnowsAsMock() {
    assertThat(prover.capabilities())
        .hasSize(16)
        .allMatch(Capability::mock)
        .contains(capability("v4.0.0-rc.3", ProofMode.PLONK))
        .contains(capability("v6.1.0", ProofMode.CORE));
  }

  @Test
  void servesOnlyTheVersionsItIsToldTo() {
    prover =
        new ExecuteProver(Set.of(new CircuitVersion("v5.0.0")), ExecuteLimits.ofMemory(1 << 20));

    assertThat(prover.capabilities())
        .hasSize(4)
        .allMatch(c -> c.circuitVersion().text().equals("v5.0.0"));
  }

  @ParameterizedTest
  @EnumSource
  void v5ProofsAreThoseOfTheSdksMockProver(ProofMode each) throws Exception {
    byte[] golden = Guests.golden("sp1-v5/mock/" + each.name().toLowerCase(Locale.ROOT) + ".bin");
    version = "v5.0.0";
    mode = each;

    ProofOutcome outcome = prove(Guests.fixture("v5-fibonacci"));

    assertThat(Files.readAllBytes(proof())).isEqualTo(golden);
    Proved proved = proved(outcome);
    assertThat(proved.cycles()).hasValue(7_450);
    assertThat(proved.gas()).isEmpty();
    assertThat(proved.publicValuesHash()).hasValue(hashOf("f4010000f404000086070000"));
  }

  @ParameterizedTest
  @EnumSource
  void v6ProofsAreThoseOfTheSdksMockProver(ProofMode each) throws Exception {
    byte[] golden = Guests.golden("sp1-v6/mock/" + each.name().toLowerCase(Locale.ROOT) + ".bin");
    mode = each;

    ProofOutcome outcome = prove(Guests.fixture("v6-fibonacci"));

    assertThat(Files.readAllBytes(proof())).isEqualTo(golden);
    Proved proved = proved(outcome);
    assertThat(proved.cycles()).hasValue(18_320);
    assertThat(proved.gas()).hasValue(20_173);
    assertThat(proved.publicValuesHash()).hasValue(hashOf("e80300004d170000430e0000"));
  }

  @ParameterizedTest
  @CsvSource({"v4.0.0-rc.3,v5", "v5.0.0,v5", "v6.0.0,v6", "v6.1.0,v6"})
  void everyProofNamesItsVersionAndHoldsWhatTheProgramPublished(String each, String generation)
      throws Exception {
    version = each;

    Proved proved = proved(prove(Guests.sample("fibonacci", generation)));

    byte[] saved = Files.readAllBytes(proof());
    ProofFromNetwork read = ProofFromNetwork.parse(Arrays.copyOf(saved, saved.length - 1));
    assertThat(saved[saved.length - 1]).isZero();
    assertThat(read.version()).isEqualTo(each);
    assertThat(read.publicValues()).isEqualTo(fibonacci(1_000));
    assertThat(proved.publicValuesHash()).hasValue(Sha256.ofContent(fibonacci(1_000)).value());
  }

  @Test
  void compressedFilesAreExecutedAsPlainOnes() throws Exception {
    Guests plain = Guests.sample("fibonacci", "v6");
    prove(plain);
    byte[] expected = Files.readAllBytes(proof());
    Files.delete(proof());

    ProofOutcome outcome =
        prove(
            plain
                .withProgram(Zstd.compress(plain.program()))
                .withStdin(Zstd.compress(plain.stdin())));

    assertThat(outcome).isInstanceOf(Proved.class);
    assertThat(Files.readAllBytes(proof())).isEqualTo(expected);
    assertThat(directory).isDirectoryNotContaining("glob:**decoded");
  }

  @ParameterizedTest
  @CsvSource({"v5.0.0,v5", "v6.1.0,v6"})
  void aPanicIsTheProgramsFailure(String each, String generation) throws Exception {
    version = each;

    GuestFailed failed = guestFailed(prove(Guests.sample("panic", generation)));

    assertThat(failed.executeFailureCause()).isEqualTo(1);
    assertThat(failed.cycles().orElse(0)).isPositive();
    assertThat(failed.detail())
        .contains("exit code 1")
        .contains("standard error last: this guest always gives up");
    assertThat(proof()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"v5.0.0,v5", "v6.1.0,v6"})
  void aBadAccessIsTheProgramsFailure(String each, String generation) throws Exception {
    version = each;

    GuestFailed failed = guestFailed(prove(Guests.sample("bad-access", generation)));

    assertThat(failed.executeFailureCause()).isEqualTo(2);
    assertThat(failed.detail()).contains("misaligned memory access at 0x10001");
  }

  @ParameterizedTest
  @CsvSource({"v5.0.0,v5", "v6.1.0,v6"})
  void theCycleLimitIsInclusive(String each, String generation) throws Exception {
    version = each;
    Guests guest = Guests.sample("fibonacci", generation);
    cycleLimit = proved(prove(guest)).cycles().orElseThrow();
    Files.delete(proof());

    assertThat(prove(guest)).isInstanceOf(Proved.class);
    Files.delete(proof());
    cycleLimit--;
    GuestFailed failed = guestFailed(prove(guest));

    assertThat(failed.executeFailureCause()).isEqualTo(5);
    assertThat(failed.detail()).contains("limit of " + cycleLimit);
  }

  @Test
  void theGasLimitIsInclusiveAndOnlyOfV6() throws Exception {
    Guests guest = Guests.sample("fibonacci", "v6");
    gasLimit = proved(prove(guest)).gas().orElseThrow();
    Files.delete(proof());

    assertThat(prove(guest)).isInstanceOf(Proved.class);
    Files.delete(proof());
    gasLimit--;
    assertThat(guestFailed(prove(guest)).executeFailureCause()).isEqualTo(9);
    version = "v5.0.0";
    assertThat(prove(Guests.sample("fibonacci", "v5"))).isInstanceOf(Proved.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void limitsThatMeanNoneAreNone(long none) throws Exception {
    cycleLimit = none;
    gasLimit = none;

    assertThat(prove(Guests.sample("fibonacci", "v6"))).isInstanceOf(Proved.class);
  }

  @Test
  void aFileThatIsNoProgramFailsOnEveryWorkerAlike() throws Exception {
    Guests guest = Guests.sample("fibonacci", "v6");

    for (byte[] bad :
        List.of(
            new byte[0],
            new byte[] {1, 2, 3},
            org.hierophant.sp1.format.ProgramArtifact.write(new byte[64]),
            Arrays.copyOf(guest.program(), guest.program().length - 1),
            Guests.sample("fibonacci", "v5").program())) {
      GuestFailed failed = guestFailed(prove(guest.withProgram(bad)));

      assertThat(failed.executeFailureCause()).isZero();
      assertThat(failed.detail()).contains("program");
    }
  }

  @Test
  void aFileThatIsNoStdinFailsOnEveryWorkerAlike() throws Exception {
    Guests guest = Guests.sample("fibonacci", "v6");
    byte[] compressed = Zstd.compress(guest.stdin());

    for (byte[] bad :
        List.of(
            new byte[0],
            Arrays.copyOf(guest.stdin(), guest.stdin().length - 1),
            Arrays.copyOf(compressed, compressed.length - 1))) {
      GuestFailed failed = guestFailed(prove(guest.withStdin(bad)));

      assertThat(failed.executeFailureCause()).isZero();
      assertThat(failed.detail()).contains("stdin");
    }
  }

  @Test
  void aBombIsThisWorkersLimitAndLeavesNothingBehind() throws Exception {
    prover = new ExecuteProver(ExecuteProver.VERSIONS, ExecuteLimits.ofMemory(8 << 20));
    byte[] bomb = Zstd.compress(new byte[64 << 20]);

    for (Guests guest :
        List.of(
            Guests.sample("fibonacci", "v6").withProgram(bomb),
            Guests.sample("fibonacci", "v6").withStdin(bomb))) {
      assertThat(workerFailed(prove(guest)).detail()).contains("decodes to more than");
    }
    assertThat(directory).isDirectoryNotContaining("glob:**decoded");
  }

  @Test
  void moreMemoryThanThisWorkerHasIsNotTheProgramsFailure() throws Exception {
    prover = new ExecuteProver(ExecuteProver.VERSIONS, new ExecuteLimits(100_000, 1 << 20, 1_000));

    assertThat(workerFailed(prove(Guests.sample("sha-chain", "v6"))).detail()).contains("MiB");
  }

  @Test
  void morePublicValuesThanThisWorkerTakesIsNotTheProgramsFailure() throws Exception {
    prover = new ExecuteProver(ExecuteProver.VERSIONS, new ExecuteLimits(8 << 20, 1 << 20, 5));

    assertThat(workerFailed(prove(Guests.sample("fibonacci", "v6"))).detail())
        .contains("public values");
  }

  @Test
  void aKeyThatCannotBeReadIsNotTheProgramsFailure() throws Exception {
    Guests guest = Guests.sample("fibonacci", "v6");

    assertThat(prove(new Guests(guest.program(), guest.stdin(), new byte[3])))
        .isInstanceOf(ProofOutcome.ProverFailed.class);
  }

  @Test
  void cancellingEndsARunThatWouldTakeMinutes() throws Exception {
    Guests guest = Guests.sample("compute", "v6").withStdin(Guests.stdinOf(MANY_ROUNDS));

    ProofOutcome outcome =
        prover.prove(
            task(guest),
            cancellation,
            report -> {
              if (report.done() > 0) {
                cancellation.cancel("not wanted");
              }
            });

    assertThat(outcome).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(proof()).doesNotExist();
  }

  @Test
  void aStoppingWorkerEndsARunWithoutAnOutcome() throws Exception {
    Guests guest = Guests.sample("compute", "v6").withStdin(Guests.stdinOf(MANY_ROUNDS));
    ProofTask task = task(guest);

    assertThatThrownBy(
            () ->
                prover.prove(
                    task,
                    cancellation,
                    report -> {
                      if (report.done() > 0) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void interruptionBeforeTheFirstReadIsNoDiskFailure() throws Exception {
    ProofTask task = task(Guests.sample("fibonacci", "v6"));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> prover.prove(task, cancellation, reports::add))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void theEndOfTheLeaseIsNotTheProgramsFailure() throws Exception {
    timeLimit = Duration.ofNanos(1);
    Guests guest = Guests.sample("compute", "v6").withStdin(Guests.stdinOf(MANY_ROUNDS));

    assertThat(workerFailed(prove(guest)).detail()).contains("lease");
  }

  @Test
  void progressGrowsAndKnowsItsTotalFromTheSecondRunOn() throws Exception {
    Guests guest = Guests.sample("compute", "v6").withStdin(Guests.stdinOf(100_000));
    cycleLimit = 1_000_000_000_000L;

    long cycles = proved(prove(guest)).cycles().orElseThrow();
    List<Progress> first = List.copyOf(reports);
    reports.clear();
    Files.delete(proof());
    prove(guest);

    assertThat(first).hasSizeGreaterThan(2).isSorted();
    assertThat(first).allMatch(report -> report.phase() == Phase.EXECUTING && report.total() == 0);
    assertThat(reports).allMatch(report -> report.total() == cycles && report.done() <= cycles);
  }

  @Test
  void aLimitThatTheClientChoseIsTheFirstRunsTotal() throws Exception {
    cycleLimit = 54_321;

    prove(Guests.sample("fibonacci", "v6"));

    assertThat(reports).isNotEmpty().allMatch(report -> report.total() == 54_321);
  }

  private ProofOutcome prove(Guests guest) throws IOException, InterruptedException {
    return prover.prove(task(guest), cancellation, reports::add);
  }

  private ProofTask task(Guests guest) throws IOException {
    return new ProofTask(
        capability(version, mode),
        new VkHash(Bytes32.ZERO),
        ByteString.copyFrom(guest.key()),
        Files.write(directory.resolve("program"), guest.program()),
        Files.write(directory.resolve("stdin"), guest.stdin()),
        proof(),
        cycleLimit,
        gasLimit,
        Optional.empty(),
        timeLimit);
  }

  private Path proof() {
    return directory.resolve("proof");
  }

  private static Capability capability(String version, ProofMode mode) {
    return new Capability(ProverVm.SP1, mode, new CircuitVersion(version), true);
  }

  private static Proved proved(ProofOutcome outcome) {
    assertThat(outcome).isInstanceOf(Proved.class);
    return (Proved) outcome;
  }

  private static GuestFailed guestFailed(ProofOutcome outcome) {
    assertThat(outcome).isInstanceOf(GuestFailed.class);
    return (GuestFailed) outcome;
  }

  private static WorkerFailed workerFailed(ProofOutcome outcome) {
    assertThat(outcome).isInstanceOf(WorkerFailed.class);
    return (WorkerFailed) outcome;
  }

  private static Bytes32 hashOf(String hex) {
    return Sha256.ofContent(HexFormat.of().parseHex(hex)).value();
  }

  private static byte[] fibonacci(int n) {
    int a = 0;
    int b = 1;
    for (int i = 0; i < n; i++) {
      int next = a + b;
      a = b;
      b = next;
    }
    return ByteBuffer.allocate(12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(n)
        .putInt(a)
        .putInt(b)
        .array();
  }
}
