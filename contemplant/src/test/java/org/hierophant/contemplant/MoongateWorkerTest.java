package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.container.TestEngine;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeMoongate;
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

  private final List<Process> processes = new ArrayList<>();
  private FakeCoordinator coordinator;
  private int offers;

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
    coordinator = FakeCoordinator.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroy();
      process.waitFor();
    }
    coordinator.close();
    for (String left : engine.containers()) {
      engine.docker("rm", "--force", left);
    }
  }

  @Test
  void aProofGoesThroughAContainerWithAGpuAndTheSignalRemovesIt() throws Exception {
    Process worker = start();
    FakeSession session = coordinator.session();
    FromWorker.Hello hello = session.next(FromWorker.Hello.class);
    greet(session);
    ToWorker.Offer offer = offer();

    session.say(offer);

    assertThat(session.next(FromWorker.Result.class).cycles()).isPresent();
    assertThat(hello.capabilities())
        .containsExactlyInAnyOrder(capability(ProofMode.CORE), capability(ProofMode.COMPRESSED));
    assertThat(coordinator.uploaded(offer.result().uri()))
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
    assertThat(directory.resolve("state/moongate-1")).isEmptyDirectory();
  }

  @Test
  void whatAKilledWorkerLeftIsGoneOnceItIsBack() throws Exception {
    Process worker = start();
    welcomed();
    String left = engine.containers().getFirst();

    worker.destroyForcibly().waitFor();
    assertThat(engine.containers()).containsExactly(left);
    start();
    FakeSession session = welcomed();
    session.say(offer());

    assertThat(session.next(FromWorker.Result.class)).isNotNull();
    assertThat(engine.containers()).hasSize(1).doesNotContain(left);
  }

  @Test
  void aCancelIsAnsweredInTimeAndTheContainerIsGoneByThen() throws Exception {
    start();
    FakeSession session = welcomed();
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
    Path config =
        Files.writeString(
            directory.resolve("contemplant.toml"),
            """
            hierophant_ws_address = "%s"
            http_port = 0
            state_directory = "%s"
            drain_limit_secs = 0
            [[provers]]
            vm = "sp1"
            backend = "moongate"
            circuit_versions = ["v5.0.0"]
            device = 1
            image = "%s"
            circuits_directory = "%s"
            """
                .formatted(
                    coordinator.channel(),
                    directory.resolve("state"),
                    IMAGE,
                    directory.resolve("circuits")));
    ProcessBuilder builder =
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
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().put("DOCKER_HOST", engine.host());
    Process process = builder.start();
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

  private static Capability capability(ProofMode mode) {
    return new Capability(ProverVm.SP1, mode, new CircuitVersion("v5.0.0"), false);
  }

  private ToWorker.Offer offer() throws IOException {
    offers++;
    byte[] elf = Files.readAllBytes(SAMPLE.resolve("v5.elf"));
    byte[] program =
        ByteBuffer.allocate(8 + elf.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(elf.length)
            .put(elf)
            .array();
    return new ToWorker.Offer(
        new AttemptKey(new RequestId(new Bytes32(1, 2, 3, offers)), new LeaseToken("lease")),
        capability(ProofMode.COMPRESSED),
        new VkHash(Bytes32.ZERO),
        ByteString.copyFrom(Files.readAllBytes(SAMPLE.resolve("v5.vk"))),
        coordinator.download(uri(ArtifactType.PROGRAM), program),
        coordinator.download(
            uri(ArtifactType.STDIN), Files.readAllBytes(SAMPLE.resolve("stdin.bin"))),
        coordinator.upload(uri(ArtifactType.PROOF)),
        -1,
        -1,
        Duration.ofHours(1),
        Optional.empty());
  }

  private ArtifactUri uri(ArtifactType type) {
    return new ArtifactUri(type, new UUID(1, offers));
  }
}
