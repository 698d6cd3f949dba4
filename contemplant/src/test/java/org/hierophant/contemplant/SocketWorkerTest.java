package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeGpuServer;
import org.hierophant.contemplant.testing.FakeSession;
import org.hierophant.contemplant.testing.WorkerProcesses;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker as its own process, with a server as another, which fails when it is told to. */
@Timeout(180)
class SocketWorkerTest {
  private static final Path SAMPLES = Path.of(System.getProperty("hierophant.root"), "samples");
  private static final Path SAMPLE = SAMPLES.resolve("fibonacci");

  private static final long LARGE_BYTES = (2L << 30) + 5;

  @TempDir Path directory;

  private WorkerProcesses workers;
  private Path control;
  private String backend = "backend = \"cpu\"";

  @BeforeEach
  void listen() throws IOException {
    workers = WorkerProcesses.in(directory);
    control = Files.createDirectories(directory.resolve("control"));
    Files.copy(SAMPLE.resolve("v6.vk"), control.resolve("vk"));
    Files.writeString(control.resolve("grandchild"), "");
  }

  /** No matter how the test ended, nor by which signal the worker did. */
  @AfterEach
  void stop() throws Exception {
    workers.close();
    for (long pid : serverProcesses()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aProofGoesThroughAndTheSignalLeavesNothingRunning() throws Exception {
    Process worker = start();
    FakeSession session = workers.coordinator().session();
    FromWorker.Hello hello = session.next(FromWorker.Hello.class);
    WorkerProcesses.greet(session);
    ToWorker.Offer offer = offer();

    session.say(offer);

    FromWorker.Result result = session.next(FromWorker.Result.class);
    byte[] proof = workers.coordinator().uploaded(offer.result().uri());
    assertThat(hello.capabilities()).contains(capability(ProofMode.COMPRESSED));
    assertThat(proof).startsWith(1, 0, 0, 0).endsWith("v6.1.0".getBytes());
    assertThat(result.cycles()).isPresent();
    assertThat(serverProcesses()).hasSize(2).allMatch(SocketWorkerTest::isRunning);

    session.say(new ToWorker.Settled(offer.attempt()));
    worker.destroy();

    assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(serverProcesses()).noneMatch(SocketWorkerTest::isRunning);
    assertThat(workers.state().resolve("cpu-1.sock")).doesNotExist();
    assertThat(workers.state().resolve("children")).isEmptyDirectory();
  }

  @Test
  void aFailureCarriesTheLogAndTheSameWorkerProvesTheNext() throws Exception {
    start();
    FakeSession session = workers.welcomed();
    Files.writeString(control.resolve("fault"), "once prove-swallowed");
    session.say(offer());

    FromWorker.Failure failure = session.next(FromWorker.Failure.class);
    session.say(new ToWorker.Settled(failure.attempt()));
    session.say(offer());

    assertThat(failure.kind()).isEqualTo(FailureKind.PROVER);
    assertThat(failure.detail()).contains("artifact not found", "task failed: the real cause");
    assertThat(session.next(FromWorker.Result.class)).isNotNull();
  }

  @Test
  void aCancelIsAnsweredInTimeAndTheServerIsGoneByThen() throws Exception {
    start();
    FakeSession session = workers.welcomed();
    List<Long> before = serverProcesses();
    Files.writeString(control.resolve("fault"), "once prove-hang");
    ToWorker.Offer offer = offer();
    session.say(offer);
    awaitEvent("fault prove-hang");

    session.say(new ToWorker.Cancel(offer.attempt(), "not wanted"));

    assertThat(session.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(before).noneMatch(SocketWorkerTest::isRunning);
  }

  @Test
  void whatAKilledWorkerLeftIsGoneOnceItIsBack() throws Exception {
    Process worker = start();
    workers.welcomed();
    List<Long> left = serverProcesses();
    assertThat(left).hasSize(2).allMatch(SocketWorkerTest::isRunning);

    worker.destroyForcibly().waitFor();
    start();
    FakeSession session = workers.welcomed();
    session.say(offer());

    assertThat(session.next(FromWorker.Result.class)).isNotNull();
    assertThat(left).noneMatch(SocketWorkerTest::isRunning);
  }

  @Test
  void aSignalInTheMiddleOfAProofLeavesNothingRunning() throws Exception {
    Process worker = start();
    FakeSession session = workers.welcomed();
    Files.writeString(control.resolve("fault"), "prove-hang");
    session.say(offer());
    awaitEvent("fault prove-hang");

    worker.destroy();

    assertThat(session.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(serverProcesses()).noneMatch(SocketWorkerTest::isRunning);
  }

  @Test
  void aGpuServerIsReachedWhereItChoosesToListen() throws Exception {
    long device = ThreadLocalRandom.current().nextLong(1L << 31, 1L << 32);
    backend = "backend = \"gpu\"\ndevice = " + device;
    start();
    FakeSession session = workers.welcomed();

    session.say(offer());

    assertThat(session.next(FromWorker.Result.class)).isNotNull();
    assertThat(Path.of("/tmp/sp1-cuda-" + device + ".sock")).exists();
  }

  @Test
  void whatCannotBeServedAnyMoreIsSaidOnANewConnection() throws Exception {
    backend =
        "backend = \"mock\"\n[[provers]]\nvm = \"sp1\"\nbackend = \"cpu\"\nmodes = [\"core\"]";
    start();
    FakeSession session = workers.coordinator().session();
    FromWorker.Hello hello = session.next(FromWorker.Hello.class);
    while (!hello.capabilities().contains(capability(ProofMode.CORE))) {
      WorkerProcesses.greet(session);
      session = workers.coordinator().session();
      hello = session.next(FromWorker.Hello.class);
    }
    WorkerProcesses.greet(session);

    Files.writeString(control.resolve("fault"), "start-exit");
    serverProcesses().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));

    FromWorker.Hello without = workers.coordinator().session().next(FromWorker.Hello.class);
    assertThat(without.capabilities()).isNotEmpty().allMatch(Capability::mock);
  }

  /**
   * @param program a server sets one up only the first time
   */
  private record Fault(String name, String says, Path program) {}

  @Test
  @Timeout(1200)
  void whateverItsServerDoesTheWorkerTellsWhyProvesTheNextAndLeavesNothing() throws Exception {
    start();
    FakeSession session = workers.welcomed();
    List<Fault> faults =
        List.of(
            new Fault("prove-error", "it did not work", SAMPLE),
            new Fault("prove-swallowed", "the real cause", SAMPLE),
            new Fault("prove-panicked", "the prover hangs after", SAMPLE),
            new Fault("prove-abort", "killed by signal 6", SAMPLE),
            new Fault("prove-half", "killed by signal 11", SAMPLE),
            new Fault("prove-close", "closed the socket", SAMPLE),
            new Fault("prove-nonsense", "unknown number 77", SAMPLE),
            new Fault("prove-other-version", "not of circuit version", SAMPLE),
            new Fault("setup-error", "setup failed", SAMPLES.resolve("echo")),
            new Fault("setup-other-vk", "verifying key", SAMPLES.resolve("sha-chain")));
    for (Fault fault : faults) {
      Files.writeString(control.resolve("fault"), "once " + fault.name());
      session.say(offer(fault.program()));

      FromWorker.Failure failure = next(session, FromWorker.Failure.class);
      session.say(new ToWorker.Settled(failure.attempt()));
      session.say(offer());
      FromWorker.Result result = next(session, FromWorker.Result.class);
      session.say(new ToWorker.Settled(result.attempt()));

      assertThat(failure.kind()).as(fault.name()).isEqualTo(FailureKind.PROVER);
      assertThat(failure.detail()).as(fault.name()).contains(fault.says());
      assertThat(serverProcesses().stream().filter(SocketWorkerTest::isRunning))
          .as(fault.name())
          .hasSize(2); // the present server, and what it started
    }
    assertThat(filesIn(workers.state().resolve("children"))).hasSize(1);
  }

  @Test
  @Timeout(1200)
  void aStdinAndAProofOfTwoGibibytesPassThroughAHeapOfAnEighth() throws Exception {
    assumeThat(Files.getFileStore(directory).getUsableSpace()).isGreaterThan(4 * LARGE_BYTES);
    Files.writeString(control.resolve("proof-bytes"), Long.toString(LARGE_BYTES));
    start();
    FakeSession session = workers.welcomed();
    ToWorker.Offer offer = offer(largeStdin());

    session.say(offer);

    FromWorker.Result result = next(session, FromWorker.Result.class);
    assertThat(result.sizeBytes()).isEqualTo(4 + LARGE_BYTES + 8 + 6);
    assertThat(workers.coordinator().uploadedLarge(offer.result().uri()))
        .isEqualTo(new FakeCoordinator.Large(result.sizeBytes(), result.digest()));
  }

  /** One buffer of zeros, compressed to almost nothing. */
  private static byte[] largeStdin() throws IOException {
    var frame = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStreamNoFinalizer(frame, 1)) {
      out.write(words(1, LARGE_BYTES));
      byte[] zeros = new byte[1 << 20];
      for (long left = LARGE_BYTES; left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
      out.write(words(0, 0));
    }
    return frame.toByteArray();
  }

  private static byte[] words(long first, long second) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(first)
        .putLong(second)
        .array();
  }

  /** The next message of a kind, however long it takes: what lives is answered. */
  private static <T extends FromWorker> T next(FakeSession session, Class<T> kind)
      throws IOException, InterruptedException {
    while (true) {
      FromWorker message = session.next(FromWorker.class);
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
      switch (message) {
        case FromWorker.Heartbeat beat -> session.say(new ToWorker.HeartbeatAck(beat.sequence()));
        case FromWorker.Failure failure -> throw new AssertionError(failure.detail());
        default -> {} // on its way
      }
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private Process start() throws IOException {
    return workers.start(
        """
        %s
        server_path = "%s"
        start_limit_secs = 60
        """
            .formatted(backend, FakeGpuServer.program(control)));
  }

  private static Capability capability(ProofMode mode) {
    return new Capability(ProverVm.SP1, mode, new CircuitVersion("v6.1.0"), false);
  }

  private ToWorker.Offer offer() throws IOException {
    return offer(Files.readAllBytes(SAMPLE.resolve("stdin.bin")));
  }

  private ToWorker.Offer offer(Path program) throws IOException {
    byte[] stdin = Files.readAllBytes(program.resolve("stdin.bin"));
    return workers.offer(capability(ProofMode.COMPRESSED), program, stdin);
  }

  private ToWorker.Offer offer(byte[] stdin) throws IOException {
    return workers.offer(capability(ProofMode.COMPRESSED), SAMPLE, stdin);
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

  /** Of all servers so far, and what they started. */
  private List<Long> serverProcesses() throws IOException {
    return events().stream()
        .filter(line -> line.startsWith("started ") || line.startsWith("grandchild "))
        .map(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .toList();
  }

  private static boolean isRunning(long pid) {
    try {
      return !Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ");
    } catch (IOException _) {
      return false;
    }
  }
}
