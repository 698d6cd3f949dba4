package org.hierophant.contemplant.prover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofOutcome.GuestFailed;
import org.hierophant.contemplant.prover.ProofOutcome.Proved;
import org.hierophant.contemplant.prover.ProofOutcome.ProverFailed;
import org.hierophant.contemplant.prover.ProofOutcome.WorkerFailed;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.testing.FakeGpuServer;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.Sha256;
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

/** The real prover with a server that fails in every way it can, as a process of its own. */
@Timeout(180)
class SocketProverTest {
  private static final Path SAMPLES = Path.of(System.getProperty("hierophant.root"), "samples");
  private static final CircuitVersion VERSION = new CircuitVersion("v6.1.0");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir Path directory;

  private final LinkedBlockingQueue<Set<Capability>> changes = new LinkedBlockingQueue<>();
  private final List<Progress> progress = Collections.synchronizedList(new ArrayList<>());
  private final Cancellation cancellation = new Cancellation();
  private Duration glance = ServerLimits.gpu().glance();
  private Duration headStart = ServerLimits.gpu().headStart();
  private ServerLimits limits = limits(LONG, LONG, LONG);
  private Path control;
  private ChildRecords records;
  private SocketProver prover;
  private int tasks;

  @BeforeEach
  void lay() throws IOException {
    control = Files.createDirectories(directory.resolve("control"));
    records = new ChildRecords(directory.resolve("children"));
    Files.write(control.resolve("vk"), vk("fibonacci"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (prover != null) {
      prover.close();
    }
    assertThat(directory.resolve("socket")).doesNotExist();
    assertThat(directory.resolve("children")).isEmptyDirectory();
    for (String line : events()) {
      if (line.startsWith("started ") || line.startsWith("grandchild ")) {
        assertThat(isRunning(line.substring(line.indexOf(' ') + 1))).as(line).isFalse();
      }
    }
  }

  @Test
  void aProofIsWhatTheServerSentAndIsCountedByExecution() throws Exception {
    start();

    ProofOutcome outcome = prove("fibonacci", ProofMode.COMPRESSED);

    Proved proved = (Proved) outcome;
    assertThat(proved.cycles()).isPresent();
    assertThat(proved.publicValuesHash()).isPresent();
    byte[] proof = Files.readAllBytes(proofFile());
    assertThat(proof).hasSize(4 + 1_000 + 8 + 6);
    assertThat(proof).startsWith(1, 0, 0, 0).endsWith("v6.1.0".getBytes());
    String stdin = Sha256.ofContent(Files.readAllBytes(sample("fibonacci", "stdin.bin"))).hex();
    assertThat(events()).contains("prove 2 " + stdin + " " + "00".repeat(16));
  }

  @Test
  void progressNeverFallsAndIsCompleteBeforeTheProofIs() throws Exception {
    start();

    prove("fibonacci", ProofMode.COMPRESSED);

    assertThat(progress).isSorted();
    assertThat(progress.getFirst()).isEqualTo(new Progress(Phase.EXECUTING, 0, 0));
    assertThat(progress.getLast().phase()).isEqualTo(Phase.COMPRESSING);
    assertThat(progress.getLast().percent()).isGreaterThanOrEqualTo(95);
  }

  @Test
  void whatExecutingShowsIsSaidOnceAndIsWhatComesWithTheProof() throws Exception {
    start();
    List<Executed> said = Collections.synchronizedList(new ArrayList<>());
    ProgressSink sink =
        new ProgressSink() {
          @Override
          public void report(Progress step) {
            progress.add(step);
          }

          @Override
          public void executed(Executed executed) {
            said.add(executed);
          }
        };

    ProofOutcome outcome =
        prover.prove(task("fibonacci", ProofMode.CORE, LONG), cancellation, sink);

    Proved proved = (Proved) outcome;
    assertThat(said)
        .containsExactly(
            new Executed(
                proved.cycles().orElseThrow(),
                proved.gas(),
                proved.publicValuesHash().orElseThrow()));
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
    String stdin = Sha256.ofContent(Files.readAllBytes(sample("fibonacci", "stdin.bin"))).hex();
    assertThat(events()).anyMatch(line -> line.startsWith("prove 1 " + stdin));
  }

  @Test
  void oneServerServesProofAfterProofAndRemembersPrograms() throws Exception {
    start();

    prove("fibonacci", ProofMode.CORE);
    prove("fibonacci", ProofMode.CORE);

    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
    assertThat(events()).filteredOn(line -> line.startsWith("setup")).hasSize(1);
    assertThat(events()).filteredOn(line -> line.equals("proved")).hasSize(2);
  }

  @Test
  void theLeastUsedOfManyProgramsIsForgotten() throws Exception {
    start();
    byte[] vk = vk("fibonacci");
    String first = "";
    for (int i = 0; i < 5; i++) {
      byte[] elf = Files.readAllBytes(sample("fibonacci", "v6.elf"));
      elf = Arrays.copyOf(elf, elf.length + i); // bytes after the last section
      first = first.isEmpty() ? Sha256.ofContent(elf).hex() : first;
      byte[] stdin = Files.readAllBytes(sample("fibonacci", "stdin.bin"));
      assertThat(
              prover.prove(
                  task(ProgramArtifact.write(elf), stdin, vk, ProofMode.CORE, LONG),
                  cancellation,
                  progress::add))
          .isInstanceOf(Proved.class);
    }

    assertThat(events()).containsOnlyOnce("destroy " + first);
  }

  @ParameterizedTest
  @CsvSource({
    "prove-error, it did not work",
    "prove-swallowed, the real cause",
    "prove-abort, killed by signal 6",
    "prove-half, killed by signal 11",
    "prove-nonsense, unknown number 77",
    "prove-closed, closes the connection",
    "prove-close, closed the socket",
    "prove-huge-text, a text of 4294967263 bytes",
    "prove-other-mode, kind",
    "prove-other-version, not of circuit version v6.1.0",
    "setup-error, setup failed",
    "setup-short, an answer of 104 bytes where 140 are right",
    "setup-other-key, another digest",
  })
  void whateverGoesWrongIsTheProversFailureAndItStartsAnew(String fault, String said)
      throws Exception {
    Files.writeString(control.resolve("grandchild"), "");
    start();
    fault("once " + fault);

    ProofOutcome outcome = prove("fibonacci", ProofMode.CORE);

    assertThat(outcome).isInstanceOf(ProverFailed.class);
    assertThat(((ProverFailed) outcome).detail()).contains(said);
    assertThat(proofFile()).doesNotExist();
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prove-panicked", "prove-retried", "prove-controller", "prove-execute"})
  void aLineAfterWhichItHangsEndsItSoon(String fault) throws Exception {
    start();
    fault("once " + fault);

    ProverFailed failed = (ProverFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).contains("the prover hangs after: ERROR sp1_prover: ");
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prove-hang", "prove-stuck", "prove-huge"})
  void aHangWithoutAWordEndsAtTheLimitOfTheProof(String fault) throws Exception {
    limits = limits(LONG, SHORT, LONG);
    start();
    fault("once " + fault);

    ProverFailed failed = (ProverFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).contains("the proof took more than 0 s");
    assertThat(proofFile()).doesNotExist();
  }

  @Test
  void aServerThatStopsReadingIsNotWaitedForEither() throws Exception {
    limits = limits(LONG, SHORT, LONG);
    start();
    fault("once prove-not-reading");
    byte[] stdin = Sp1Stdin.of(List.of(new byte[4 << 20])).toByteArray();

    ProofOutcome outcome =
        prover.prove(
            task(program("fibonacci"), stdin, vk("fibonacci"), ProofMode.CORE, LONG),
            cancellation,
            progress::add);

    assertThat(outcome).isInstanceOf(ProverFailed.class);
  }

  @Test
  void aHangInSetupEndsAtItsLimit() throws Exception {
    limits = limits(SHORT, LONG, LONG);
    start();
    fault("once setup-hang");

    assertThat(((ProverFailed) prove("fibonacci", ProofMode.CORE)).detail())
        .contains("setup took more than");
  }

  @Test
  void silenceIsTakenForAHang() throws Exception {
    limits = limits(LONG, LONG, Duration.ofSeconds(2));
    start();
    fault("once prove-hang");

    assertThat(((ProverFailed) prove("fibonacci", ProofMode.CORE)).detail())
        .contains("printed nothing");
  }

  @Test
  void aLeaseThatEndsIsNoFaultOfTheProver() throws Exception {
    start();
    fault("once prove-hang");

    ProofOutcome outcome =
        prover.prove(task("fibonacci", ProofMode.CORE, SHORT), cancellation, progress::add);

    assertThat(((WorkerFailed) outcome).detail()).contains("lease");
  }

  @Test
  void aCancelKillsTheServerAndTheNextProofFindsANewOne() throws Exception {
    Files.writeString(control.resolve("grandchild"), "");
    start();
    fault("once prove-hang");
    CompletableFuture<ProofOutcome> outcome = proving("fibonacci");
    awaitEvent("fault prove-hang");

    cancellation.cancel("not wanted");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(
            prover.prove(
                task("fibonacci", ProofMode.CORE, LONG), new Cancellation(), progress::add))
        .isInstanceOf(Proved.class);
  }

  @Test
  void aWorkerThatStopsLeavesNothingRunning() throws Exception {
    Files.writeString(control.resolve("grandchild"), "");
    start();
    fault("once prove-hang");
    CompletableFuture<ProofOutcome> outcome = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    outcome.complete(prove("fibonacci", ProofMode.CORE));
                  } catch (Exception e) {
                    outcome.completeExceptionally(e);
                  }
                });
    awaitEvent("fault prove-hang");

    thread.interrupt();

    assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void aProgramThatFailsByItselfIsGuiltyWhateverTheServerSays() throws Exception {
    Files.write(control.resolve("vk"), vk("panic"));
    start();

    GuestFailed failed = (GuestFailed) prove("panic", ProofMode.CORE);

    assertThat(failed.executeFailureCause()).isEqualTo(1);
    assertThat(failed.detail()).contains("exit code 1");
    assertThat(proofFile()).doesNotExist();
  }

  @Test
  void aProgramOverItsCycleLimitIsGuilty() throws Exception {
    start();
    ProofTask task = task("fibonacci", ProofMode.CORE, LONG);
    ProofTask limited =
        new ProofTask(
            task.capability(),
            task.vkHash(),
            task.vk(),
            task.program(),
            task.stdin(),
            task.proof(),
            10,
            -1,
            Optional.empty(),
            LONG);

    assertThat(prover.prove(limited, cancellation, progress::add)).isInstanceOf(GuestFailed.class);
  }

  @Test
  void aProgramThatFailsWhileItsInputIsSentCostsNoServer() throws Exception {
    hold(LONG);
    start();
    prove("fibonacci", ProofMode.CORE);

    ProofOutcome outcome = prover.prove(longAndThenGuilty(), cancellation, progress::add);

    assertThat(outcome).isInstanceOf(GuestFailed.class);
    assertThat(events()).containsOnlyOnce("half a question");
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
    assertThat(events()).filteredOn(line -> line.startsWith("prove 1")).hasSize(2);
  }

  @Test
  void aCancelBeforeTheServerWasToldAllCostsNoServer() throws Exception {
    hold(LONG);
    start();
    CompletableFuture<ProofOutcome> outcome = proving(endless(8 << 20));
    awaitEvent("asked for a proof");

    cancellation.cancel("not wanted");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(events()).containsOnlyOnce("half a question");
    assertThat(
            prover.prove(
                task("fibonacci", ProofMode.CORE, LONG), new Cancellation(), progress::add))
        .isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
    assertThat(events()).filteredOn(line -> line.startsWith("prove 1")).hasSize(1);
  }

  @Test
  void aServerThatDoesNotLetGoOfHalfAQuestionIsKilled() throws Exception {
    hold(LONG);
    start();
    fault("once prove-not-reading");
    CompletableFuture<ProofOutcome> outcome = proving(endless(8 << 20));
    awaitEvent("asked for a proof");

    cancellation.cancel("not wanted");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(
            prover.prove(
                task("fibonacci", ProofMode.CORE, LONG), new Cancellation(), progress::add))
        .isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(2);
  }

  @Test
  void theServerIsToldAllOnceTheHeadStartIsOver() throws Exception {
    hold(SHORT);
    start();
    fault("once prove-hang");
    CompletableFuture<ProofOutcome> outcome = proving(endless(8 << 20));

    awaitEvent(line -> line.startsWith("prove 1"));

    cancellation.cancel("not wanted");
    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(events()).doesNotContain("half a question");
  }

  /** Sends at once, and the end only when so much time is over. */
  private void hold(Duration time) {
    glance = Duration.ZERO;
    headStart = time;
    limits = limits(LONG, LONG, LONG);
  }

  /** More than a second of work for our executor, and then over its limit of cycles. */
  private ProofTask longAndThenGuilty() throws IOException {
    ProofTask endless = endless(0);
    return new ProofTask(
        endless.capability(),
        endless.vkHash(),
        endless.vk(),
        endless.program(),
        endless.stdin(),
        endless.proof(),
        3_000_000_000L,
        -1,
        Optional.empty(),
        LONG);
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
  void anInputWithBytesAfterItsEndIsNeverSent() throws Exception {
    start();
    byte[] stdin = Files.readAllBytes(sample("fibonacci", "stdin.bin"));

    ProofOutcome outcome =
        prover.prove(
            task(
                program("fibonacci"),
                Arrays.copyOf(stdin, stdin.length + 1),
                vk("fibonacci"),
                ProofMode.CORE,
                LONG),
            cancellation,
            progress::add);

    assertThat(outcome).isInstanceOf(GuestFailed.class);
    assertThat(events()).noneMatch(line -> line.startsWith("prove"));
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
  }

  /** The length of a question has 32 bits, and the server would believe what is left of it. */
  @Test
  void anInputThatDoesNotFitIntoAQuestionIsNeverSent() throws Exception {
    start();
    long zeros = 1L << 32;
    var frame = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStreamNoFinalizer(frame, 1)) {
      out.write(words(1, zeros));
      byte[] piece = new byte[1 << 20];
      for (long left = zeros; left > 0; left -= piece.length) {
        out.write(piece);
      }
      out.write(words(0, 0));
    }

    ProofOutcome outcome =
        prover.prove(
            task(program("fibonacci"), frame.toByteArray(), vk("fibonacci"), ProofMode.CORE, LONG),
            cancellation,
            progress::add);

    assertThat(((WorkerFailed) outcome).detail()).contains("program or stdin");
    assertThat(events()).noneMatch(line -> line.startsWith("prove"));
  }

  private static byte[] words(long first, long second) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(first)
        .putLong(second)
        .array();
  }

  @Test
  void anInputThatIsGoneIsTheWorkersFailureAndNotTheServers() throws Exception {
    start();
    ProofTask task = task("fibonacci", ProofMode.CORE, LONG);
    Files.delete(task.stdin());

    ProofOutcome outcome = prover.prove(task, cancellation, progress::add);

    assertThat(((WorkerFailed) outcome).detail()).startsWith("disk: ");
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
  }

  @Test
  void whatIsCancelledBeforeItReachesTheServerCostsNoRestart() throws Exception {
    start();
    cancellation.cancel("not wanted");

    ProofOutcome outcome = prove("fibonacci", ProofMode.CORE);

    assertThat(outcome).isEqualTo(new ProofOutcome.Cancelled());
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(1);
  }

  @Test
  void anotherVerifyingKeyIsToldBeforeAnythingIsProved() throws Exception {
    start();
    fault("once setup-other-vk");

    assertThat(((ProverFailed) prove("fibonacci", ProofMode.CORE)).detail())
        .contains("verifying key");
    assertThat(events()).noneMatch(line -> line.startsWith("prove"));
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
  }

  @Test
  void theLogThatTravelsWithAFailureIsBounded() throws Exception {
    start();
    fault("once prove-chatty");

    ProverFailed failed = (ProverFailed) prove("fibonacci", ProofMode.CORE);

    assertThat(failed.detail()).startsWith("prover error: yyyy").contains("DEBUG line 999 x");
    assertThat(failed.detail().length()).isLessThan(16 * 1024);
  }

  @Test
  void aSlowStartIsWaitedFor() throws Exception {
    fault("once start-slow 3000");
    start();

    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start-exit", "start-deaf"})
  void aServerThatDoesNotStartIsTriedAgain(String fault) throws Exception {
    limits = limits(LONG, LONG, LONG).with(Duration.ofSeconds(8), LONG, LONG);
    fault("once " + fault);
    start();

    assertThat(prover.capabilities()).isNotEmpty();
    assertThat(events()).filteredOn(line -> line.startsWith("started")).hasSize(2);
  }

  @Test
  void aServerOfAnotherReleaseIsNotOffered() throws Exception {
    Files.writeString(control.resolve("version"), "5.2.4\n");
    prover = prover();
    prover.start(() -> changes.add(prover.capabilities()));

    ProofOutcome outcome = prove("fibonacci", ProofMode.CORE);

    assertThat(((WorkerFailed) outcome).detail()).contains("5.2.4", "no release of 6");
    assertThat(prover.capabilities()).isEmpty();
    assertThat(changes).isEmpty();
  }

  @Test
  void whatBreaksForGoodIsWithdrawnAndOfferedAgainWhenItWorks() throws Exception {
    start();
    fault("start-exit");
    for (String line : events()) {
      if (line.startsWith("started ")) {
        ProcessHandle.of(Long.parseLong(line.substring(8))).orElseThrow().destroyForcibly();
      }
    }

    assertThat(changes.poll(60, TimeUnit.SECONDS)).isEmpty();
    Files.delete(control.resolve("fault"));
    assertThat(changes.poll(60, TimeUnit.SECONDS)).isNotEmpty();
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
  }

  @Test
  void modesWithoutTheirCircuitFilesAreNotOffered() throws Exception {
    start();

    assertThat(prover.capabilities())
        .extracting(Capability::mode)
        .containsExactlyInAnyOrder(ProofMode.CORE, ProofMode.COMPRESSED);
  }

  @Test
  void aServerOfSomeoneElseIsUsedAndLeftRunning() throws Exception {
    start();
    SocketProver other =
        new SocketProver(
            "other-1",
            Set.of(capability(ProofMode.CORE)),
            Optional.empty(),
            new AttachedHost(directory.resolve("socket")),
            limits,
            new Referee(new ExecuteLimits(64 << 20, 16 << 20, 1 << 20)));
    prover.close();
    assertThat(directory.resolve("socket")).doesNotExist();
    LinkedBlockingQueue<String> ready = new LinkedBlockingQueue<>();
    Process someoneElses =
        new ProcessBuilder(
                control.resolve("server").toString(),
                "--socket",
                directory.resolve("socket").toString())
            .start();
    try (other) {
      other.start(() -> ready.add("changed"));
      assertThat(ready.poll(60, TimeUnit.SECONDS)).isNotNull();

      ProofOutcome outcome =
          other.prove(task("fibonacci", ProofMode.CORE, LONG), cancellation, progress::add);

      assertThat(outcome).isInstanceOf(Proved.class);
      other.close();
      assertThat(someoneElses.isAlive()).isTrue();
    } finally {
      someoneElses.destroyForcibly().waitFor();
      Files.deleteIfExists(directory.resolve("socket"));
    }
  }

  @Test
  void aPlaceWhereSomeoneListensIsNotTaken() throws Exception {
    start();
    SocketProver second = prover();
    try (second) {
      second.start(() -> {});

      ProofOutcome outcome =
          second.prove(task("fibonacci", ProofMode.CORE, LONG), cancellation, progress::add);

      assertThat(((WorkerFailed) outcome).detail()).contains("another program listens at");
    }
    assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(Proved.class);
  }

  @Test
  void aProverThatFailsProofAfterProofIsBroken() throws Exception {
    start();
    fault("prove-error");

    for (int i = 0; i < 3; i++) {
      assertThat(prove("fibonacci", ProofMode.CORE)).isInstanceOf(ProverFailed.class);
    }

    assertThat(changes.poll(60, TimeUnit.SECONDS)).isEmpty();
  }

  private void fault(String text) throws IOException {
    Files.writeString(control.resolve("fault"), text);
  }

  private void start() throws Exception {
    prover = prover();
    prover.start(() -> changes.add(prover.capabilities()));
    assertThat(changes.poll(60, TimeUnit.SECONDS)).isNotEmpty();
  }

  private SocketProver prover() throws IOException {
    Path socket = directory.resolve("socket");
    Path program = FakeGpuServer.program(control);
    return new SocketProver(
        "fake-1",
        Set.of(
            capability(ProofMode.CORE),
            capability(ProofMode.COMPRESSED),
            capability(ProofMode.GROTH16)),
        Optional.of(new CircuitFiles(directory)),
        new ProcessHost(
            new ChildCommand(
                "fake-1",
                List.of(program.toString(), "--socket", socket.toString()),
                Map.of(),
                Optional.of(socket)),
            new ServerVersion(VERSION, Optional.empty()),
            records),
        limits,
        new Referee(new ExecuteLimits(64 << 20, 16 << 20, 1 << 20)));
  }

  private ServerLimits limits(Duration setup, Duration proof, Duration silence) {
    return new ServerLimits(
        LONG,
        setup,
        proof,
        glance,
        headStart,
        0,
        LONG,
        silence,
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
    return SAMPLES.resolve(name).resolve(file);
  }

  private static byte[] program(String name) throws IOException {
    return ProgramArtifact.write(Files.readAllBytes(sample(name, "v6.elf")));
  }

  private static byte[] vk(String name) throws IOException {
    return Files.readAllBytes(sample(name, "v6.vk"));
  }

  private List<String> events() throws IOException {
    Path events = control.resolve("events");
    return Files.exists(events) ? Files.readAllLines(events) : List.of();
  }

  private void awaitEvent(String text) throws IOException {
    awaitEvent(text::equals);
  }

  private void awaitEvent(Predicate<String> wanted) throws IOException {
    while (events().stream().noneMatch(wanted)) {
      Thread.onSpinWait();
    }
  }

  private static boolean isRunning(String pid) throws IOException {
    Path stat = Path.of("/proc", pid, "stat");
    return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
  }
}
