package org.hierophant.contemplant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.ContemplantApplication;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.sp1.format.ProgramArtifact;

/**
 * Workers as processes of their own, one after the other in the same directory, before a
 * coordinator that is not one. Ends with all that was started.
 */
public final class WorkerProcesses implements AutoCloseable {
  private final Path directory;
  private final FakeCoordinator coordinator;
  private final List<Process> processes = new ArrayList<>();
  private int offers;

  private WorkerProcesses(Path directory, FakeCoordinator coordinator) {
    this.directory = directory;
    this.coordinator = coordinator;
  }

  public static WorkerProcesses in(Path directory) throws IOException {
    return new WorkerProcesses(directory, FakeCoordinator.start());
  }

  public FakeCoordinator coordinator() {
    return coordinator;
  }

  /** What all workers said. */
  public Path log() {
    return directory.resolve("log");
  }

  /** What a worker keeps, and the next one finds. */
  public Path state() {
    return directory.resolve("state");
  }

  /** Starts one with these lines for its prover, and what may follow them. */
  public Process start(String prover) throws IOException {
    return start(prover, Map.of());
  }

  /** As {@link #start(String)}, with these variables in its environment. */
  public Process start(String prover, Map<String, String> environment) throws IOException {
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
            %s
            """
                .formatted(coordinator.channel(), state(), prover));
    return start(config, environment);
  }

  /** Starts one with this file. */
  public Process start(Path config, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=64m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                ContemplantApplication.class.getName(),
                "-c",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** The session of a worker that has connected and was made welcome. */
  public FakeSession welcomed() throws Exception {
    FakeSession session = coordinator.session();
    session.next(FromWorker.Hello.class);
    greet(session);
    return session;
  }

  public static void greet(FakeSession session) throws IOException {
    session.say(new ToWorker.Welcome("here", Duration.ofSeconds(30), List.of()));
  }

  /** The code with which a worker ends that has been told to. */
  public static int exitCode(Process worker) throws InterruptedException {
    assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return worker.exitValue();
  }

  /**
   * An offer of its own request, with artifacts that are there to fetch.
   *
   * @param sample the folder of a program that is there for each generation
   */
  public ToWorker.Offer offer(Capability capability, Path sample, byte[] stdin) throws IOException {
    offers++;
    String generation = capability.circuitVersion().text().substring(0, 2);
    byte[] elf = Files.readAllBytes(sample.resolve(generation + ".elf"));
    return new ToWorker.Offer(
        new AttemptKey(new RequestId(new Bytes32(1, 2, 3, offers)), new LeaseToken("lease")),
        capability,
        new VkHash(Bytes32.ZERO),
        ByteString.copyFrom(Files.readAllBytes(sample.resolve(generation + ".vk"))),
        coordinator.download(uri(ArtifactType.PROGRAM), ProgramArtifact.write(elf)),
        coordinator.download(uri(ArtifactType.STDIN), stdin),
        coordinator.upload(uri(ArtifactType.PROOF)),
        -1,
        -1,
        Duration.ofHours(1),
        Optional.empty());
  }

  private ArtifactUri uri(ArtifactType type) {
    return new ArtifactUri(type, new UUID(1, offers));
  }

  /** Lets each worker end in good order, which takes its server with it. */
  @Override
  public void close() throws IOException, InterruptedException {
    for (Process process : processes) {
      process.destroy();
      process.waitFor();
    }
    coordinator.close();
  }
}
