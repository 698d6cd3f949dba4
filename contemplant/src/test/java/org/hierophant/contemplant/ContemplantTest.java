package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeSession;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.Sp1Stdin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker as its own process, before a coordinator that is not one. */
@Timeout(120)
class ContemplantTest {
  private static final Path SAMPLES = Path.of(System.getProperty("hierophant.root"), "samples");

  @TempDir Path directory;

  private final List<Process> processes = new ArrayList<>();
  private FakeCoordinator coordinator;

  @BeforeEach
  void listen() throws IOException {
    coordinator = FakeCoordinator.start();
  }

  @AfterEach
  void stop() throws IOException {
    processes.forEach(Process::destroyForcibly);
    coordinator.close();
  }

  @Test
  void executesAProgramDeliversItsProofAndLeavesInGoodOrder() throws Exception {
    Process worker = start();
    FakeSession session = welcomed();
    ToWorker.Offer offer = offer("fibonacci", Optional.empty());

    session.say(offer);

    assertThat(session.next(FromWorker.Accept.class).attempt()).isEqualTo(offer.attempt());
    FromWorker.Result result = session.next(FromWorker.Result.class);
    byte[] proof = coordinator.uploaded(offer.result().uri());
    assertThat(result.sizeBytes()).isEqualTo(proof.length);
    assertThat(ProofFromNetwork.parse(proof).version()).isEqualTo("v6.1.0");
    assertThat(health()).isEqualTo("true");

    session.say(new ToWorker.Settled(offer.attempt()));
    worker.destroy();

    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
    assertThat(exitCode(worker)).isZero();
  }

  @Test
  void aFailingProgramIsReportedByTheSameProcess() throws Exception {
    Process worker = start();
    FakeSession session = welcomed();

    session.say(offer("panic", Optional.empty()));

    FromWorker.Failure failure = session.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.GUEST);
    assertThat(failure.executeFailureCause()).isEqualTo(1);
    assertThat(worker.isAlive()).isTrue();
  }

  @Test
  void aSignalHandsBackWhatRunsAndEndsWell() throws Exception {
    Process worker = start();
    FakeSession session = welcomed();
    session.say(offer("compute", Optional.of(-1)));
    session.next(
        FromWorker.ProgressReport.class, report -> report.progress().done() > 1_000_000_000);

    worker.destroy();

    assertThat(session.next(FromWorker.Draining.class)).isNotNull();
    assertThat(session.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
    assertThat(exitCode(worker)).isZero();
  }

  @Test
  void aKilledWorkerSaysOnItsReturnWhatItHeld() throws Exception {
    Process worker = start();
    FakeSession session = coordinator.session();
    FromWorker.Hello first = session.next(FromWorker.Hello.class);
    greet(session);
    ToWorker.Offer offer = offer("compute", Optional.of(-1));
    session.say(offer);
    session.next(FromWorker.Accept.class);

    worker.destroyForcibly().waitFor();
    start();

    FromWorker.Hello second = coordinator.session().next(FromWorker.Hello.class);
    assertThat(second.worker()).isEqualTo(first.worker());
    assertThat(second.name()).isEqualTo(first.name());
    assertThat(second.held()).containsExactly(new FromWorker.Held(offer.attempt(), false));
  }

  @Test
  void aWorkerThatIsToldToDrainLeavesByItself() throws Exception {
    Process worker = start();
    FakeSession session = welcomed();

    session.say(new ToWorker.Drain("maintenance"));

    assertThat(session.next(FromWorker.Draining.class).reason()).isEqualTo("maintenance");
    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
    assertThat(exitCode(worker)).isZero();
  }

  @Test
  void aBadFileEndsTheProcessWithOneLine() throws Exception {
    Path config = Files.writeString(directory.resolve("bad.toml"), "slots = 0\n");

    Process worker = start(config);

    assertThat(exitCode(worker)).isOne();
    assertThat(Files.readString(directory.resolve("log"))).contains("bad.toml:1: slots = 0");
  }

  private Process start() throws IOException {
    return start(
        Files.writeString(
            directory.resolve("contemplant.toml"),
            """
            hierophant_ws_address = "%s"
            http_port = 0
            state_directory = "%s"
            drain_limit_secs = 0
            [[provers]]
            vm = "sp1"
            backend = "mock"
            """
                .formatted(coordinator.channel(), directory.resolve("state"))));
  }

  private Process start(Path config) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                ContemplantApplication.class.getName(),
                "-c",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private FakeSession welcomed() throws Exception {
    FakeSession session = coordinator.session();
    session.next(FromWorker.Hello.class);
    greet(session);
    return session;
  }

  private static void greet(FakeSession session) throws IOException {
    session.say(new ToWorker.Welcome("here", Duration.ofSeconds(30), List.of()));
  }

  /** The port that the worker chose is in its log. */
  private String health() throws Exception {
    String port;
    try (Stream<String> lines = Files.lines(directory.resolve("log"))) {
      port =
          lines
              .filter(line -> line.contains("contemplant started"))
              .map(line -> line.replaceFirst(".*http_port=\"(\\d+)\".*", "$1"))
              .findFirst()
              .orElseThrow();
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static int exitCode(Process worker) throws InterruptedException {
    assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return worker.exitValue();
  }

  private ToWorker.Offer offer(String sample, Optional<Integer> input) throws IOException {
    Path folder = SAMPLES.resolve(sample);
    byte[] stdin =
        input.isPresent()
            ? Sp1Stdin.of(List.of(word(input.get()))).toByteArray()
            : Files.readAllBytes(folder.resolve("stdin.bin"));
    return new ToWorker.Offer(
        new AttemptKey(new RequestId(new Bytes32(1, 2, 3, 4)), new LeaseToken("lease")),
        new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v6.1.0"), true),
        new VkHash(Bytes32.ZERO),
        ByteString.copyFrom(Files.readAllBytes(folder.resolve("v6.vk"))),
        coordinator.download(
            uri(ArtifactType.PROGRAM),
            ProgramArtifact.write(Files.readAllBytes(folder.resolve("v6.elf")))),
        coordinator.download(uri(ArtifactType.STDIN), stdin),
        coordinator.upload(uri(ArtifactType.PROOF)),
        -1,
        -1,
        Duration.ofHours(1),
        Optional.empty());
  }

  private static byte[] word(int value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }

  private static ArtifactUri uri(ArtifactType type) {
    return new ArtifactUri(type, new UUID(1, 1));
  }
}
