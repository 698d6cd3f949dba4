package org.hierophant.contemplant.prover.twirp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofOutcome.GuestFailed;
import org.hierophant.contemplant.prover.ProofOutcome.Proved;
import org.hierophant.contemplant.prover.ProofOutcome.ProverFailed;
import org.hierophant.contemplant.prover.ProofOutcome.WorkerFailed;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.ServerHost;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.testing.FakeMoongate;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.Sp1Stdin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real prover with a moongate that fails in every way it can, as a process of its own. */
@Timeout(180)
class MoongateProverTest {
  private static final Path ROOT = Path.of(System.getProperty("hierophant.root"));
  private static final Path FIXTURES = ROOT.resolve("../shared/fixtures");
  private static final CircuitVersion VERSION = new CircuitVersion("v5.0.0");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final byte[] TAIL = {6, 0, 0, 0, 0, 0, 0, 0, 'v', '5', '.', '0', '.', '0'};

  @TempDir Path directory;

  private final LinkedBlockingQueue<Set<Capability>> changes = new LinkedBlockingQueue<>();
  private final List<Progress> progress = Collections.synchronizedList(new ArrayList<>());
  private final Cancellation cancellation = new Cancellation();
  private Duration glance = ServerLimits.moongate().glance();
  private Duration headStart = ServerLimits.moongate().headStart();
  private ServerLimits limits = limits(LONG, LONG);
  private ExecuteLimits refereeLimits = new ExecuteLimits(64 << 20, 16 << 20, 1 << 20);
  private int programs = 8;
  private Path control;
  private URI endpoint;
  private MoongateProver prover;
  private int tasks;

  @BeforeEach
  void lay() throws IOException {
    control = Files.createDirectories(directory.resolve("control"));
    Files.write(control.resolve("vk"), vk("fibonacci"));
    try (ServerSocket free = new ServerSocket(0)) {
      endpoint = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/twirp");
    }
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (prover != null) {
      prover.close();
    }
    assertThat(directory.resolve("children"))
        .satisfiesAnyOf(
            children -> assertThat(children).doesNotExist(),
            children -> assertThat(children).isEmptyDirectory());
    assertThat(directory.resolve("scratch"))
        .satisfiesAnyOf(
            scratch -> assertThat(scratch).doesNotExist(),
            scratch -> assertThat(scratch).isEmptyDirectory());
    assertThat(events()).doesNotContain("asked two things at a time");
    for (String line : events()) {
      if (line.startsWith("started ")) {
        assertThat(isRunning(line.substring(line.indexOf(' ') + 1))).as(line).isFalse();
      }
    }
  }

  @Test
  void aCoreProofIsCutOutOfTheAnswer() throws Exception {
    byte[] fixture = layFixture();
    start();

    Proved proved = (Proved) prove("fibonacci", ProofMode.CORE);

    assertThat(proved.cycles()).isPresent();
    assertThat(proved.publicValuesHash()).isPresent();
    // A client's saved proof has one byte more: no attestation.
    assertThat(Files.readAllBytes(proofFile()))
        .isEqualTo(Arrays.copyOf(fixture, fixture.length - 1));
    assertThat(events()).containsSubsequence("setup done", "core stdin=36 key=13806 vk=true");
  }

  @Test
  void aCompressedProofIsMadeOfTheCoreProofAsItCame() throws Exception {
    layFixture();
    byte[] reduced = new byte[1_234];
    Arrays.fill(reduced, (byte) 7);
    Files.write(control.resolve("reduced"), reduced);
    start();

    assertThat(prove("fibonacci", ProofMode.COMPRESSED)).isInstanceOf(Proved.class);

    assertThat(events()).contains("compress of the core proof");
    byte[] proof = Files.readAllBytes(proofFile());
    byte[] values = Files.readAllBytes(control.resolve("values"));
    assertThat(proof).startsWith(1, 0, 0, 0).endsWith(TAIL);
    assertThat(Arrays.copyOfRange(proof, 4, 4 + 1_234)).isEqualTo(reduced);
    assertThat(Arrays.copyOfRange(proof, 4 + 1_234, proof.length - TAIL.length)).isEqualTo(values);
  }

  @Test
  void progressNeverFallsAndIsCompleteBeforeTheProofIs() throws Exception {
    layFixture();
    start();

    prove("fibonacci", ProofMode.COMPRESSED);

    assertThat(progress).isSorted();
    assertThat(progress.getFirst()).isEqualTo(new Progress(Phase.EXECUTING, 0, 0));
    assertThat(progress).anyMatch(step -> step.phase() == Phase.PROVING);
    assertThat(progress.getLast().phase()).isEqualTo(Phase.COMPRESSING);
    assertThat(progress.getLast().percent()).isEqualTo(100);
  }

  @Test
  void aProgramIsSetUpOnceEvenForServersThatComeLater() throws Exception {
    start();
    prove("fibonacci", ProofMode.CORE);
    prove("fibonacci", ProofMode.CORE);
    fault("once core-panic");
    prove("fibonacci", ProofMode.COMPRESSED);

    prover.close();
    prover = prover(host());
    prover.start(() -> changes.add(prover.capabilities()));
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);

    // Once at first, and once more since the key may have been why it panicked.
    assertThat(events()).filteredOn(line -> line.equals("setup begins")).hasSize(2);
  }

  @Test
  void aDamagedProvingKeyIsMadeAnew() throws Exception {
    start();
    prove("fibonacci", ProofMode.CORE);
    try (var keys = Files.list(directory.resolve("keys"))) {
      Files.write(keys.toList().getFirst(), new byte[5_000]);
    }

    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);

    assertThat(events()).filteredOn(line -> line.equals("setup begins")).hasSize(2);
  }

  @Test
  void aServerThatKnowsTooManyProgramsIsStartedAnew() throws Exception {
    programs = 2;
    start();

    for (int i = 0; i < 3; i++) {
      byte[] elf = Files.readAllBytes(sample("fibonacci", "v5.elf"));
      assertThat(
              prover.prove(
                  task(
                      ProgramArtifact.write(Arrays.copyOf(elf, elf.length + i)),
                      Files.readAllBytes(sample("fibonacci", "stdin.bin")),
                      vk("fibonacci"),
                      ProofMode.CORE,
                      LONG),
                  cancellation,
                  progress::add))
          .isInstanceOf(Proved.class);
    }

    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(2);
  }

  @Test
  void compressedInputsArriveAsTheyWereBefore() throws Exception {
    start();

    ProofOutcome outcome =
        prover.prove(
            task(
                Zstd.compress(program("fibonacci")),
                Zstd.compress(Files.readAllBytes(sample("fibonacci", "stdin.bin"))),
                vk("fibonacci"),
                ProofMode.CORE,
                LONG),
            cancellation,
            progress::add);

    assertThat(outcome).isInstanceOf(Proved.class);
    assertThat(events()).contains("core stdin=36 key=13806 vk=true");
  }

  @ParameterizedTest
  @CsvSource({
    "setup-error, failed to prove setup: \"no\"",
    "setup-malformed, malformed: bad request",
    "core-error, failed to prove core: \"no\"",
    "compress-error, failed to prove compress",
    "shrink-error, failed to prove shrink",
    "wrap-error, failed to prove wrap",
    "wrap-malformed, malformed: bad request",
  })
  void aTwirpErrorFailsTheProofAndLeavesTheServerAsItIs(String fault, String said)
      throws Exception {
    start();
    fault("once " + fault);

    ProverFailed failed = (ProverFailed) prove("fibonacci", modeOf(fault));

    assertThat(failed.detail()).contains(said);
    assertThat(prove("fibonacci", ProofMode.COMPRESSED)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "setup-panic, panic: not enough gpu memory",
    "core-panic, panic: not enough gpu memory",
    "compress-panic, panic: not enough gpu memory",
    "core-panic-guest, HaltWithNonZeroExitCode",
    "core-panic-dropped, it printed: panic: a reason",
    "core-abort, killed by signal 6",
    "core-half, killed by signal 11",
    "setup-half, killed by signal 11",
    "setup-nonsense, not the program's proving key",
    "core-short, too early",
    "core-empty, an empty answer",
    "core-long, bytes after its end",
    "core-nonsense, not a core proof",
    "core-page, a proxy's page",
    "shrink-panic, panic: not enough gpu memory",
    "shrink-half, killed by signal 11",
    "wrap-panic-dropped, it printed: panic: a reason",
    "wrap-abort, killed by signal 6",
  })
  void whateverElseGoesWrongStartsTheServerAnew(String fault, String said) throws Exception {
    start();
    fault("once " + fault);

    ProverFailed failed = (ProverFailed) prove("fibonacci", modeOf(fault));

    assertThat(failed.detail()).contains(said).contains("last lines of the prover");
    assertThat(proofFile()).doesNotExist();
    assertThat(prove("fibonacci", ProofMode.COMPRESSED)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(2);
  }

  /** The only one that has all stages is not offered here, but may be asked for. */
  private static ProofMode modeOf(String fault) {
    return fault.startsWith("shrink") || fault.startsWith("wrap")
        ? ProofMode.GROTH16
        : ProofMode.COMPRESSED;
  }

  @ParameterizedTest
  @ValueSource(strings = {"core-hang", "core-deaf"})
  void aHangEndsAtTheLimitOfTheProof(String fault) throws Exception {
    limits = limits(LONG, SHORT);
    start();
    fault("once " + fault);

    ProverFailed failed = (ProverFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).contains("ProveCoreStateless took more than");
  }

  @Test
  void aHangInSetupEndsAtItsLimit() throws Exception {
    limits = limits(SHORT, LONG);
    start();
    fault("once setup-hang");

    assertThat(((ProverFailed) prove("fibonacci", ProofMode.CORE)).detail())
        .contains("Setup took more than");
  }

  @Test
  void aCancelKillsTheServerAndTheNextProofFindsANewOne() throws Exception {
    start();
    fault("once core-hang");
    CompletableFuture<ProofOutcome> outcome = proving("fibonacci");
    awaitEvent("fault core-hang");

    cancellation.cancel("not wanted");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(
            prover.prove(
                task("fibonacci", ProofMode.CORE, LONG), new Cancellation(), progress::add))
        .isInstanceOf(Proved.class);
  }

  @Test
  void ofTwoProofsOneWaitsForTheOther() throws Exception {
    start();
    CompletableFuture<ProofOutcome> first = proving("fibonacci");
    awaitEvent("setup begins");

    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);

    assertThat(first.get(60, TimeUnit.SECONDS)).isInstanceOf(Proved.class);
    assertThat(events())
        .filteredOn(line -> line.startsWith("core ") && !line.contains("="))
        .containsExactly("core begins", "core done", "core begins", "core done");
  }

  @Test
  void anAddressAtWhichNoMoongateIsIsSaid() throws Exception {
    Process someoneElses =
        new ProcessBuilder(
                FakeMoongate.program(control).toString(), Integer.toString(endpoint.getPort()))
            .start();
    try {
      awaitEvent("started " + someoneElses.pid());
      prover = prover(new AttachedMoongate(endpoint.resolve("/elsewhere")));
      prover.start(() -> {});

      assertThat(((WorkerFailed) prove("fibonacci", ProofMode.CORE)).detail())
          .contains("bad_route: not found");
      assertThat(prover.capabilities()).isEmpty();
    } finally {
      someoneElses.destroyForcibly().waitFor();
    }
  }

  @Test
  void aServerIsNotReadyBeforeItSaysSo() throws Exception {
    fault("once start-unready 5");
    start();

    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);

    assertThat(events()).filteredOn(line -> line.equals("Ready")).hasSize(6);
  }

  @Test
  void aServerThatCannotStartIsTriedAgain() throws Exception {
    fault("once start-exit");
    start();

    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
  }

  @Test
  void aProgramThatFailsByItselfIsGuiltyBeforeTheServerIsAsked() throws Exception {
    Files.write(control.resolve("vk"), vk("panic"));
    start();

    GuestFailed failed = (GuestFailed) prove("panic", ProofMode.CORE);

    assertThat(failed.executeFailureCause()).isEqualTo(1);
    assertThat(events()).doesNotContain("core begins");
  }

  @Test
  void aProgramThatFailsWhileItsInputIsSentCostsNoServerAndNoKey() throws Exception {
    hold(LONG);
    start();
    prove("fibonacci", ProofMode.CORE);
    ProofTask endless = endless(0);
    ProofTask limited =
        new ProofTask(
            endless.capability(),
            endless.vkHash(),
            endless.vk(),
            endless.program(),
            endless.stdin(),
            endless.proof(),
            3_000_000_000L, // more than a second of work for our executor
            -1,
            Optional.empty(),
            LONG);

    ProofOutcome outcome = prover.prove(limited, cancellation, progress::add);

    assertThat(outcome).isInstanceOf(GuestFailed.class);
    awaitEvent("half a question for core");
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
    assertThat(events()).filteredOn(line -> line.equals("core begins")).hasSize(2);
    assertThat(events()).containsOnlyOnce("setup begins");
  }

  @Test
  void aCancelBeforeTheServerWasToldAllCostsNoServer() throws Exception {
    hold(LONG);
    start();
    CompletableFuture<ProofOutcome> outcome = proving(endless(8 << 20));
    awaitEvent("asked for core");

    cancellation.cancel("not wanted");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    awaitEvent("half a question for core");
    assertThat(
            prover.prove(
                task("fibonacci", ProofMode.CORE, LONG), new Cancellation(), progress::add))
        .isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
    assertThat(events()).containsOnlyOnce("core begins");
  }

  @Test
  void theServerIsToldAllOnceTheHeadStartIsOver() throws Exception {
    hold(SHORT);
    start();
    fault("once core-hang");
    CompletableFuture<ProofOutcome> outcome = proving(endless(8 << 20));

    awaitEvent("core begins");

    cancellation.cancel("not wanted");
    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(events()).doesNotContain("half a question for core");
  }

  /** Sends at once, and the end only when so much time is over. */
  private void hold(Duration time) {
    glance = Duration.ZERO;
    headStart = time;
    limits = limits(LONG, LONG);
  }

  /** Of so many cycles that our executor is not done with them within these tests. */
  private ProofTask endless(int moreBytes) throws IOException {
    byte[] rounds = {-1, -1, -1, -1};
    return task(
        program("fibonacci"),
        Sp1Stdin.of(List.of(rounds, new byte[moreBytes])).toByteArray(),
        vk("fibonacci"),
        ProofMode.CORE,
        LONG);
  }

  @Test
  void thePanicIsBelievedOnlyWhereTheProgramCannotBeExecutedHere() throws Exception {
    refereeLimits = new ExecuteLimits(1, 1, 1);
    start();
    fault("once core-panic-guest");

    GuestFailed failed = (GuestFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.executeFailureCause()).isEqualTo(1);
  }

  @Test
  void aResultWithoutRoomForItIsTheWorkersFailure() throws Exception {
    start();
    fault("once core-endless");

    WorkerFailed failed = (WorkerFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).contains("room for");
  }

  @Test
  void aDiskThatFailsIsTheWorkersFailureAndLeavesTheServerAsItIs() throws Exception {
    start();
    Files.writeString(directory.resolve("keys"), "not a directory");

    WorkerFailed failed = (WorkerFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).startsWith("disk: ").contains("keys");
    Files.delete(directory.resolve("keys"));
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
  }

  @Test
  void anotherVerifyingKeyThanTheRegisteredIsRefused() throws Exception {
    Files.write(control.resolve("vk"), vk("panic"));
    start();

    ProverFailed failed = (ProverFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).contains("not the one that was registered");
  }

  @Test
  void whatIsNoStdinIsTheClientsMistake() throws Exception {
    refereeLimits = new ExecuteLimits(1, 1, 1);
    start();

    ProofOutcome outcome =
        prover.prove(
            task(program("fibonacci"), new byte[30], vk("fibonacci"), ProofMode.CORE, LONG),
            cancellation,
            progress::add);

    assertThat(((GuestFailed) outcome).detail()).contains("stdin");
  }

  @Test
  void wrappedProofsAreNotOfferedWithoutGnark() throws Exception {
    start();

    assertThat(prover.capabilities())
        .containsExactlyInAnyOrder(capability(ProofMode.CORE), capability(ProofMode.COMPRESSED));
  }

  @Test
  void aServerOfSomeoneElseIsUsedAndLeftRunningAndAfterAPanicGivenUp() throws Exception {
    Process someoneElses =
        new ProcessBuilder(
                FakeMoongate.program(control).toString(), Integer.toString(endpoint.getPort()))
            .start();
    try {
      prover = prover(new AttachedMoongate(endpoint));
      prover.start(() -> changes.add(prover.capabilities()));
      assertThat(changes.poll(60, TimeUnit.SECONDS)).isNotEmpty();
      assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
      fault("once core-panic");

      assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(ProverFailed.class);

      assertThat(changes.poll(60, TimeUnit.SECONDS)).isEmpty();
      assertThat(((WorkerFailed) prove("fibonacci", ProofMode.CORE)).detail())
          .contains("PoisonError");
      prover.close();
      assertThat(someoneElses.isAlive()).isTrue();
    } finally {
      someoneElses.destroyForcibly().waitFor();
    }
  }

  /** The parts of a real core proof; the proof as a client saved it. */
  private byte[] layFixture() throws IOException {
    Path file = FIXTURES.resolve("sp1-v5/fibonacci/core.proof.bin");
    assumeTrue(Files.exists(file), "no fixture " + file);
    byte[] proof = Files.readAllBytes(file);
    int valuesBytes = 8 + 12;
    int end = proof.length - 1 - TAIL.length;
    Files.write(control.resolve("shards"), Arrays.copyOfRange(proof, 4, end - valuesBytes));
    Files.write(control.resolve("values"), Arrays.copyOfRange(proof, end - valuesBytes, end));
    return proof;
  }

  private void fault(String text) throws IOException {
    Files.writeString(control.resolve("fault"), text);
  }

  private void start() throws Exception {
    prover = prover(host());
    prover.start(() -> changes.add(prover.capabilities()));
    assertThat(changes.poll(60, TimeUnit.SECONDS)).isNotEmpty();
  }

  private ServerHost<TwirpConnection> host() throws IOException {
    return new ProcessMoongate(
        new ChildCommand(
            "fake-1",
            List.of(FakeMoongate.program(control).toString(), "" + endpoint.getPort()),
            Map.of(),
            Optional.empty()),
        endpoint,
        new ChildRecords(directory.resolve("children")));
  }

  private MoongateProver prover(ServerHost<TwirpConnection> host) {
    return new MoongateProver(
        "fake-1",
        Set.of(
            capability(ProofMode.CORE),
            capability(ProofMode.COMPRESSED),
            capability(ProofMode.GROTH16)),
        new MoongateProver.Equipment(
            directory.resolve("scratch"),
            new ProvingKeys(directory.resolve("keys"), 1 << 30),
            Optional.empty(),
            programs),
        host,
        limits,
        new Referee(refereeLimits));
  }

  private ServerLimits limits(Duration setup, Duration proof) {
    return new ServerLimits(
        LONG,
        setup,
        proof,
        glance,
        headStart,
        0,
        LONG,
        LONG,
        SHORT,
        SHORT,
        SHORT,
        Duration.ofMillis(50),
        Duration.ofMillis(500));
  }

  private static Capability capability(ProofMode mode) {
    return new Capability(ProverVm.SP1, mode, VERSION, false);
  }

  private CompletableFuture<ProofOutcome> proving(String name) throws IOException {
    return proving(task(name, ProofMode.CORE, LONG));
  }

  private CompletableFuture<ProofOutcome> proving(ProofTask task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return prover.prove(task, cancellation, progress::add);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private ProofOutcome prove(String name, ProofMode mode) throws IOException, InterruptedException {
    return prover.prove(task(name, mode, LONG), cancellation, progress::add);
  }

  private ProofTask task(String name, ProofMode mode, Duration time) throws IOException {
    return task(program(name), Files.readAllBytes(sample(name, "stdin.bin")), vk(name), mode, time);
  }

  private ProofTask task(byte[] program, byte[] stdin, byte[] vk, ProofMode mode, Duration time)
      throws IOException {
    tasks++;
    Path attempt = Files.createDirectories(directory.resolve("attempt-" + tasks));
    return new ProofTask(
        capability(mode),
        new VkHash(new Bytes32(1, 2, 3, 4)),
        ByteString.copyFrom(vk),
        Files.write(attempt.resolve("program"), program),
        Files.write(attempt.resolve("stdin"), stdin),
        attempt.resolve("proof"),
        -1,
        -1,
        Optional.empty(),
        time);
  }

  private Path proofFile() {
    return directory.resolve("attempt-" + tasks).resolve("proof");
  }

  private static Path sample(String name, String file) {
    return ROOT.resolve("samples").resolve(name).resolve(file);
  }

  private static byte[] program(String name) throws IOException {
    return ProgramArtifact.write(Files.readAllBytes(sample(name, "v5.elf")));
  }

  private static byte[] vk(String name) throws IOException {
    return Files.readAllBytes(sample(name, "v5.vk"));
  }

  private List<String> events() throws IOException {
    Path events = control.resolve("events");
    return Files.exists(events) ? Files.readAllLines(events) : List.of();
  }

  private void awaitEvent(String text) throws IOException {
    while (!events().contains(text)) {
      Thread.onSpinWait();
    }
  }

  private static boolean isRunning(String pid) throws IOException {
    Path stat = Path.of("/proc", pid, "stat");
    return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
  }
}
