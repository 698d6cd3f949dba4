package org.hierophant.contemplant.prover.socket;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProgramArtifact;

/** Makes one proof of the fibonacci sample with a stdin that was laid out, and says the outcome. */
final class OneProofMain {
  private OneProofMain() {}

  /** Arguments: the directory with {@code stdin}, where {@code proof} goes, and the program. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    Path socket = directory.resolve("socket");
    Path sample = Path.of(System.getProperty("hierophant.root"), "samples", "fibonacci");
    CircuitVersion version = new CircuitVersion("v6.1.0");
    Capability core = new Capability(ProverVm.SP1, ProofMode.CORE, version, false);
    CountDownLatch ready = new CountDownLatch(1);
    try (SocketProver prover =
        new SocketProver(
            "one",
            Set.of(core),
            Optional.empty(),
            new ProcessHost(
                new ChildCommand(
                    "one",
                    List.of(args[1], "--socket", socket.toString()),
                    Map.of(),
                    Optional.of(socket)),
                new ServerVersion(version, Optional.empty()),
                new ChildRecords(directory.resolve("children"))),
            ServerLimits.cpu(),
            new Referee(ExecuteLimits.ofHeap(1)))) {
      prover.start(ready::countDown);
      ready.await();
      ProofTask task =
          new ProofTask(
              core,
              new VkHash(Bytes32.ZERO),
              ByteString.copyFrom(Files.readAllBytes(sample.resolve("v6.vk"))),
              Files.write(
                  directory.resolve("program"),
                  ProgramArtifact.write(Files.readAllBytes(sample.resolve("v6.elf")))),
              directory.resolve("stdin"),
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
