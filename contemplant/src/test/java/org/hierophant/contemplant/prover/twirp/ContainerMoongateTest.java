package org.hierophant.contemplant.prover.twirp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofOutcome.Proved;
import org.hierophant.contemplant.prover.ProofOutcome.ProverFailed;
import org.hierophant.contemplant.prover.ProofOutcome.WorkerFailed;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.container.ContainerOrder;
import org.hierophant.contemplant.prover.container.ContainerOrder.Mount;
import org.hierophant.contemplant.prover.container.Engine;
import org.hierophant.contemplant.prover.container.EngineException;
import org.hierophant.contemplant.prover.container.Ownership;
import org.hierophant.contemplant.prover.container.TestEngine;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.testing.FakeMoongate;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProgramArtifact;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real prover, a real engine of the test's own, and the fake moongate in its containers. */
@Timeout(180)
class ContainerMoongateTest {
  private static final Path SAMPLES = Path.of(System.getProperty("hierophant.root"), "samples");
  private static final CircuitVersion VERSION = new CircuitVersion("v5.0.0");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final String IMAGE = "fake-moongate:v5.0.0";
  private static final String WORKER = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

  private static TestEngine testEngine;

  @TempDir Path directory;

  private final LinkedBlockingQueue<Set<Capability>> changes = new LinkedBlockingQueue<>();
  private final Cancellation cancellation = new Cancellation();
  private Engine engine;
  private Path control;
  private MoongateProver prover;
  private int tasks;

  @BeforeAll
  static void startEngine() throws Exception {
    Path directory = Files.createTempDirectory("engine");
    testEngine = TestEngine.start(directory);
    // Nothing but places to mount at: system and Java are those of this machine.
    Path root = Files.createDirectory(directory.resolve("root"));
    for (String folder : List.of("usr", "lib", "lib64", "java", "classes", "control", "tmp")) {
      Files.createDirectory(root.resolve(folder));
    }
    testEngine.load(root, IMAGE);
  }

  @AfterAll
  static void stopEngine() throws Exception {
    if (testEngine != null) {
      testEngine.close();
    }
  }

  @BeforeEach
  void lay() throws IOException {
    engine = testEngine.engine();
    control = Files.createDirectories(directory.resolve("control"));
    Files.copy(SAMPLES.resolve("fibonacci/v5.vk"), control.resolve("vk"));
    Files.writeString(directory.resolve("worker-id"), WORKER + "\n");
  }

  @AfterEach
  void noContainerIsLeft() throws Exception {
    if (prover != null) {
      prover.close();
    }
    assertThat(testEngine.containers()).isEmpty();
    engine.close();
  }

  @Test
  void aProofIsMadeInAContainerThatOnlyThisMachineReaches() throws Exception {
    start(order(IMAGE));

    assertThat(prove()).isInstanceOf(Proved.class);

    String container = testEngine.containers().getFirst();
    assertThat(testEngine.docker("port", container)).startsWith("3000/tcp -> 127.0.0.1:");
    assertThat(testEngine.docker("inspect", "--format", "{{.Name}}", container))
        .isEqualTo("/contemplant-moongate-1-0a1b2c3d");
    assertThat(testEngine.docker("inspect", "--format", "{{.HostConfig.ShmSize}}", container))
        .isEqualTo(Long.toString(128 << 20));
    assertThat(testEngine.docker("inspect", "--format", "{{.Config.Env}}", container))
        .contains("RUST_LOG=info");
  }

  @Test
  void whatItPrintsTravelsWithItsFailureAndAnotherContainerIsStarted() throws Exception {
    start(order(IMAGE));
    String first = testEngine.containers().getFirst();
    Files.writeString(control.resolve("fault"), "once core-abort");

    ProverFailed failed = (ProverFailed) prove();

    assertThat(failed.detail())
        .contains("killed by signal 6")
        .contains("CUDA error: an illegal memory access");
    assertThat(prove()).isInstanceOf(Proved.class);
    assertThat(testEngine.containers()).hasSize(1).doesNotContain(first);
  }

  @Test
  void aCancelRemovesTheContainerWithinFiveSeconds() throws Exception {
    start(order(IMAGE));
    Files.writeString(control.resolve("fault"), "once core-hang");
    CompletableFuture<ProofOutcome> outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return prove();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    while (!Files.readString(control.resolve("events")).contains("fault core-hang")) {
      Thread.onSpinWait();
    }

    cancellation.cancel("not wanted");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new ProofOutcome.Cancelled());
  }

  @Test
  void whatAKilledWorkerLeftIsRemovedWhenItStartsAgain() throws Exception {
    Ownership ownership = new Ownership(WORKER, "contemplant-moongate-1");
    engine.start(order(IMAGE).of(WORKER), ownership, new ChildLog());
    String leftover = testEngine.containers().getFirst();

    start(order(IMAGE));

    assertThat(prove()).isInstanceOf(Proved.class);
    assertThat(testEngine.containers()).hasSize(1).doesNotContain(leftover);
  }

  @Test
  void anEngineThatIsGoneWithdrawsTheProverUntilItIsBack() throws Exception {
    start(order(IMAGE));
    assertThat(prove()).isInstanceOf(Proved.class);

    testEngine.stop();
    assertThat(changes.poll(90, TimeUnit.SECONDS)).isEmpty();
    testEngine.run();
    assertThat(changes.poll(90, TimeUnit.SECONDS)).isNotEmpty();

    assertThat(prove()).isInstanceOf(Proved.class);
    assertThat(testEngine.containers()).hasSize(1);
  }

  @Test
  void theNameOfSomeoneElsesContainerIsNotTakenFromThem() throws Exception {
    String others =
        testEngine.docker("create", "--name", "contemplant-moongate-1-0a1b2c3d", IMAGE, "true");
    prover = prover(engine, order(IMAGE));
    prover.start(() -> {});

    assertThat(((WorkerFailed) prove()).detail()).contains("which is not this worker's");

    prover.close();
    assertThat(testEngine.containers()).containsExactly(others);
    testEngine.docker("rm", others);
  }

  @Test
  void anImageThatIsNowhereIsSaid() throws Exception {
    prover = prover(engine, order("127.0.0.1:1/nothing:v0"));
    prover.start(() -> {});

    assertThat(((WorkerFailed) prove()).detail())
        .contains("image 127.0.0.1:1/nothing:v0 is not here and cannot be pulled");
    assertThat(prover.capabilities()).isEmpty();
  }

  @Test
  void anEngineThatIsNotThereIsSaid() throws Exception {
    try (Engine nowhere = Engine.at(Optional.of("unix:///nowhere.sock"))) {
      prover = prover(nowhere, order(IMAGE));
      prover.start(() -> {});

      assertThat(((WorkerFailed) prove()).detail())
          .contains("the container engine does not answer");
      prover.close();
    }
  }

  @Test
  void aGpuThatTheEngineDoesNotHaveIsSaidAndLeavesNothing() {
    ContainerOrder plain = order(IMAGE);
    ContainerOrder gpu =
        new ContainerOrder(
            "gpu",
            IMAGE,
            plain.command(),
            Map.of(),
            OptionalInt.empty(),
            List.of("0"),
            0,
            plain.mounts());

    assertThatThrownBy(() -> engine.start(gpu, new Ownership(WORKER, "gpu"), new ChildLog()))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NO_GPU));
  }

  private void start(ContainerOrder order) throws Exception {
    prover = prover(engine, order);
    prover.start(() -> changes.add(prover.capabilities()));
    assertThat(changes.poll(90, TimeUnit.SECONDS)).isNotEmpty();
  }

  private ContainerOrder order(String image) {
    Path classes =
        Path.of(FakeMoongate.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return new ContainerOrder(
        "contemplant-moongate-1",
        image,
        List.of(
            "/java/bin/java",
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            "/classes",
            FakeMoongate.class.getName(),
            "/control",
            "3000"),
        Map.of("RUST_LOG", "info"),
        OptionalInt.of(3000),
        List.of(),
        128 << 20,
        List.of(
            new Mount(Path.of("/usr"), "/usr", false),
            new Mount(Path.of("/lib"), "/lib", false),
            new Mount(Path.of("/lib64"), "/lib64", false),
            new Mount(Path.of(System.getProperty("java.home")), "/java", false),
            new Mount(classes, "/classes", false),
            new Mount(control, "/control", true)));
  }

  private MoongateProver prover(Engine with, ContainerOrder order) {
    return new MoongateProver(
        "moongate-1",
        Set.of(capability()),
        new MoongateProver.Equipment(
            directory.resolve("scratch"),
            new ProvingKeys(directory.resolve("keys"), 1 << 30),
            Optional.empty(),
            8),
        new ContainerMoongate(with, order, directory.resolve("worker-id")),
        new ServerLimits(
            LONG,
            LONG,
            LONG,
            Duration.ZERO,
            SHORT,
            0,
            LONG,
            LONG,
            SHORT,
            SHORT,
            SHORT,
            Duration.ofMillis(50),
            Duration.ofMillis(500)),
        new Referee(new ExecuteLimits(64 << 20, 16 << 20, 1 << 20)));
  }

  private static Capability capability() {
    return new Capability(ProverVm.SP1, ProofMode.CORE, VERSION, false);
  }

  private ProofOutcome prove() throws IOException, InterruptedException {
    tasks++;
    Path attempt = Files.createDirectories(directory.resolve("attempt-" + tasks));
    Path sample = SAMPLES.resolve("fibonacci");
    return prover.prove(
        new ProofTask(
            capability(),
            new VkHash(new Bytes32(1, 2, 3, 4)),
            ByteString.copyFrom(Files.readAllBytes(sample.resolve("v5.vk"))),
            Files.write(
                attempt.resolve("program"),
                ProgramArtifact.write(Files.readAllBytes(sample.resolve("v5.elf")))),
            Files.copy(sample.resolve("stdin.bin"), attempt.resolve("stdin")),
            attempt.resolve("proof"),
            -1,
            -1,
            Optional.empty(),
            LONG),
        cancellation,
        _ -> {});
  }
}
