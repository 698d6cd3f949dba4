package org.hierophant.contemplant.prover.twirp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.testing.FakeMoongate;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProgramArtifact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proving key of the usual size, both ways, with a heap it does not fit into. */
class LargeKeyTest {
  private static final long KEY_BYTES = 180_000_000;

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void aProvingKeyIsNeverHeldInMemory() throws Exception {
    Path control = Files.createDirectories(directory.resolve("control"));
    Files.copy(sample().resolve("v5.vk"), control.resolve("vk"));
    Files.writeString(control.resolve("key-bytes"), Long.toString(KEY_BYTES));

    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=32m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhierophant.root=" + System.getProperty("hierophant.root"),
                "-cp",
                System.getProperty("java.class.path"),
                LargeKeyTest.class.getName(),
                directory.toString(),
                FakeMoongate.program(control).toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();

    assertThat(worker.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(directory.resolve("log"))).contains("outcome=Proved");
    assertThat(Files.readAllLines(control.resolve("events")))
        .contains("core stdin=36 key=" + (KEY_BYTES + 8 + 12_564 + 234) + " vk=true");
  }

  private static Path sample() {
    return Path.of(System.getProperty("hierophant.root"), "samples", "fibonacci");
  }

  /** Arguments: the directory for files and the server's program. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Capability core =
        new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v5.0.0"), false);
    CountDownLatch ready = new CountDownLatch(1);
    try (MoongateProver prover =
        new MoongateProver(
            "one",
            Set.of(core),
            new MoongateProver.Equipment(
                directory.resolve("scratch"),
                new ProvingKeys(directory.resolve("keys"), 1),
                Optional.empty(),
                8),
            new ProcessMoongate(
                new ChildCommand(
                    "one", List.of(args[1], Integer.toString(port)), Map.of(), Optional.empty()),
                URI.create("http://127.0.0.1:" + port + "/twirp/"),
                new ChildRecords(directory.resolve("children"))),
            ServerLimits.moongate(),
            new Referee(new ExecuteLimits(8 << 20, 4 << 20, 1 << 20)))) {
      prover.start(ready::countDown);
      ready.await();
      ProofTask task =
          new ProofTask(
              core,
              new VkHash(Bytes32.ZERO),
              ByteString.copyFrom(Files.readAllBytes(sample().resolve("v5.vk"))),
              Files.write(
                  directory.resolve("program"),
                  ProgramArtifact.write(Files.readAllBytes(sample().resolve("v5.elf")))),
              Files.copy(sample().resolve("stdin.bin"), directory.resolve("stdin")),
              directory.resolve("proof"),
              -1,
              -1,
              Optional.empty(),
              Duration.ofHours(1));
      System.out.println("outcome=" + prover.prove(task, new Cancellation(), _ -> {}));
    }
    System.exit(0);
  }
}
