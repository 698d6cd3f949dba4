package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.contemplant.testing.FakeSession;
import org.hierophant.contemplant.testing.WorkerProcesses;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
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

  private WorkerProcesses workers;

  @BeforeEach
  void listen() throws IOException {
    workers = WorkerProcesses.in(directory);
  }

  @AfterEach
  void stop() throws Exception {
    workers.close();
  }

  @Test
  void executesAProgramDeliversItsProofAndLeavesInGoodOrder() throws Exception {
    Process worker = start();
    FakeSession session = workers.welcomed();
    ToWorker.Offer offer = offer("fibonacci", Optional.empty());

    session.say(offer);

    assertThat(session.next(FromWorker.Accept.class).attempt()).isEqualTo(offer.attempt());
    FromWorker.Result result = session.next(FromWorker.Result.class);
    byte[] proof = workers.coordinator().uploaded(offer.result().uri());
    assertThat(result.sizeBytes()).isEqualTo(proof.length);
    assertThat(ProofFromNetwork.parse(proof).version()).isEqualTo("v6.1.0");
    assertThat(health()).isEqualTo("true");

    session.say(new ToWorker.Settled(offer.attempt()));
    worker.destroy();

    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
    assertThat(WorkerProcesses.exitCode(worker)).isZero();
  }

  @Test
  void aFailingProgramIsReportedByTheSameProcess() throws Exception {
    Process worker = start();
    FakeSession session = workers.welcomed();

    session.say(offer("panic", Optional.empty()));

    FromWorker.Failure failure = session.next(FromWorker.Failure.class);
    assertThat(failure.kind()).isEqualTo(FailureKind.GUEST);
    assertThat(failure.executeFailureCause()).isEqualTo(1);
    assertThat(worker.isAlive()).isTrue();
  }

  @Test
  void aSignalHandsBackWhatRunsAndEndsWell() throws Exception {
    Process worker = start();
    FakeSession session = workers.welcomed();
    session.say(offer("compute", Optional.of(-1)));
    session.next(
        FromWorker.ProgressReport.class, report -> report.progress().done() > 1_000_000_000);

    worker.destroy();

    assertThat(session.next(FromWorker.Draining.class)).isNotNull();
    assertThat(session.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
    assertThat(WorkerProcesses.exitCode(worker)).isZero();
  }

  @Test
  void aKilledWorkerSaysOnItsReturnWhatItHeld() throws Exception {
    Process worker = start();
    FakeSession session = workers.coordinator().session();
    FromWorker.Hello first = session.next(FromWorker.Hello.class);
    WorkerProcesses.greet(session);
    ToWorker.Offer offer = offer("compute", Optional.of(-1));
    session.say(offer);
    session.next(FromWorker.Accept.class);

    worker.destroyForcibly().waitFor();
    start();

    FromWorker.Hello second = workers.coordinator().session().next(FromWorker.Hello.class);
    assertThat(second.worker()).isEqualTo(first.worker());
    assertThat(second.name()).isEqualTo(first.name());
    assertThat(second.held()).containsExactly(new FromWorker.Held(offer.attempt(), false));
  }

  @Test
  void aWorkerThatIsToldToDrainLeavesByItself() throws Exception {
    Process worker = start();
    FakeSession session = workers.welcomed();

    session.say(new ToWorker.Drain("maintenance"));

    assertThat(session.next(FromWorker.Draining.class).reason()).isEqualTo("maintenance");
    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
    assertThat(WorkerProcesses.exitCode(worker)).isZero();
  }

  @Test
  void aBadFileEndsTheProcessWithOneLine() throws Exception {
    Path config = Files.writeString(directory.resolve("bad.toml"), "slots = 0\n");

    Process worker = workers.start(config, Map.of());

    assertThat(WorkerProcesses.exitCode(worker)).isOne();
    assertThat(Files.readString(workers.log())).contains("bad.toml:1: slots = 0");
  }

  private Process start() throws IOException {
    return workers.start("backend = \"mock\"");
  }

  /** The port that the worker chose is in its log. */
  private String health() throws Exception {
    String port;
    try (Stream<String> lines = Files.lines(workers.log())) {
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

  private ToWorker.Offer offer(String sample, Optional<Integer> input) throws IOException {
    Path folder = SAMPLES.resolve(sample);
    byte[] stdin =
        input.isPresent()
            ? Sp1Stdin.of(List.of(word(input.get()))).toByteArray()
            : Files.readAllBytes(folder.resolve("stdin.bin"));
    return workers.offer(
        new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v6.1.0"), true),
        folder,
        stdin);
  }

  private static byte[] word(int value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }
}
