package org.hierophant.contemplant.prover.circuit;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;

/** Fetches circuit files as a worker does, in a process of its own, and ends once they are here. */
final class OtherWorker {
  private OtherWorker() {}

  /** Arguments: the directory and the URL. */
  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (CircuitSupply supply =
        new CircuitSupply(
            new CircuitFiles(Path.of(arguments[0])),
            new CircuitSource(URI.create(arguments[1]), Map.of()),
            Set.of(
                new Capability(
                    ProverVm.SP1, ProofMode.GROTH16, new CircuitVersion("v6.0.0"), false)))) {
      supply.start(done::countDown);
      done.await();
    }
  }
}
