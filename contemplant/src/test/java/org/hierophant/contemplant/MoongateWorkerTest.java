package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.container.TestEngine;
import org.hierophant.contemplant.testing.FakeMoongate;
import org.hierophant.contemplant.testing.FakeSession;
import org.hierophant.contemplant.testing.WorkerProcesses;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker as a process, an engine of the test's own, and the fake moongate as an image. */
@Timeout(240)
class MoongateWorkerTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("hierophant.root"), "samples", "fibonacci");
  private static final String IMAGE = "fake-moongate:v5.0.0";

  private static TestEngine engine;

  @TempDir Path directory;

  private WorkerProcesses workers;

  @BeforeAll
  static void startEngine() throws Exception {
    Path directory = Files.createTempDirectory("engine");
    engine = TestEngine.startWithGpus(directory);
    Path root = Files.createDirectory(directory.resolve("root"));
    String java = System.getProperty("java.home");
    run(
        java + "/bin/jlink",
        "--add-modules=java.base,jdk.httpserver",
        "--strip-debug",
        "--output=" + root.resolve("java"));
    Path classes = Files.createDirectories(root.resolve("classes"));
    String name = FakeMoongate.class.getName().replace('.', '/');
    Path built =
        Path.of(FakeMoongate.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Files.createDirectories(classes.resolve(name).getParent());
    run(
        "sh",
        "-c",
        "cp '%1$s/%2$s'*.class '%3$s'".formatted(built, name, classes.resolve(name).getParent()));
    run(
        "sh",
        "-c",
        """
        cd '%s' && mkdir -p lib/x86_64-linux-gnu lib64 tmp &&
        for l in libc.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libm.so.6; do
          cp -L /lib/x86_64-linux-gnu/$l lib/x86_64-linux-gnu/; done &&
        cp -L /lib64/ld-linux-x86-64.so.2 lib64/
        """
            .formatted(root));
    Files.copy(
        SAMPLE.resolve("v5.vk"), Files.createDirectory(root.resolve("control")).resolve("vk"));
    engine.load(
        root,
        IMAGE,
        "CMD [\"/java/bin/java\", \"-Xmx64m\", \"-XX:+UseSerialGC\", \"-cp\", \"/classes\", \""
            + FakeMoongate.class.getName()
            + "\", \"/control\", \"3000\"]");
  }

  private static void run(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  @AfterAll
  static void stopEngine() throws Exception {
    if (engine != null) {
      engine.close();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    workers = WorkerProcesses.in(directory);
  }

  @AfterEach
  void stop() throws Exception {
    workers.close();
    for (String left : engine.containers()) {
      engine.docker("rm", "--force", left);
    }
  }

  @Test
  void aProofGoesThroughAContainerWithAGpuAndTheSignalRemovesIt() throws Exception {
    Process worker = start();
    FakeSession session = workers.coordinator().session();
    FromWorker.Hello hello = session.next(FromWorker.Hello.class);
    WorkerProcesses.greet(session);
    ToWorker.Offer offer = offer();

    session.say(offer);

    assertThat(session.next(FromWorker.Result.class).cycles()).isPresent();
    assertThat(hello.capabilities())
        .containsExactlyInAnyOrder(capability(ProofMode.CORE), capability(ProofMode.COMPRESSED));
    assertThat(workers.coordinator().uploaded(offer.result().uri()))
        .startsWith(1, 0, 0, 0)
        .endsWith("v5.0.0".getBytes());
    assertThat(
            engine.docker(
                "inspect",
                "--format",
                "{{(index .HostConfig.DeviceRequests 0).DeviceIDs}}",
                engine.containers().getFirst()))
        .isEqualTo("[1]");

    session.say(new ToWorker.Settled(offer.attempt()));
    worker.destroy();

    assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(engine.containers()).isEmpty();
    assertThat(workers.state().resolve("moongate-1")).isEmptyDirectory();
  }

  @Test
  void whatAKilledWorkerLeftIsGoneOnceItIsBack() throws Exception {
    Process worker = start();
    workers.welcomed();
    String left = engine.containers().getFirst();

    worker.destroyForcibly().waitFor();
    assertThat(engine.containers()).containsExactly(left);
    start();
    FakeSession session = workers.welcomed();
    session.say(offer());

    assertThat(session.next(FromWorker.Result.class)).isNotNull();
    assertThat(engine.containers()).hasSize(1).doesNotContain(left);
  }

  @Test
  void aCancelIsAnsweredInTimeAndTheContainerIsGoneByThen() throws Exception {
    start();
    FakeSession session = workers.welcomed();
    String container = engine.containers().getFirst();
    Path fault = Files.writeString(directory.resolve("fault"), "once core-hang");
    engine.docker("cp", fault.toString(), container + ":/control/fault");
    ToWorker.Offer offer = offer();
    session.say(offer);
    while (engine.docker("logs", container).split("cpu_memory_gb", -1).length < 3) {
      Thread.onSpinWait(); // said at the setup, and again as the core proof begins
    }

    session.say(new ToWorker.Cancel(offer.attempt(), "not wanted"));

    assertThat(session.next(FromWorker.Failure.class).kind()).isEqualTo(FailureKind.CANCELLED);
    assertThat(engine.containers()).doesNotContain(container);
  }

  private Process start() throws IOException {
    return workers.start(
        """
        backend = "moongate"
        circuit_versions = ["v5.0.0"]
        device = 1
        image = "%s"
        circuits_directory = "%s"
        """
            .formatted(IMAGE, directory.resolve("circuits")),
        Map.of("DOCKER_HOST", engine.host()));
  }

  private static Capability capability(ProofMode mode) {
    return new Capability(ProverVm.SP1, mode, new CircuitVersion("v5.0.0"), false);
  }

  private ToWorker.Offer offer() throws IOException {
    return workers.offer(
        capability(ProofMode.COMPRESSED), SAMPLE, Files.readAllBytes(SAMPLE.resolve("stdin.bin")));
  }
}
