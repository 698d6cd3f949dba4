package org.hierophant.contemplant.prover.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whose a container is, as labels on it: what is found with both is a leftover, since a prover runs
 * one at a time.
 *
 * @param worker who keeps its name over restarts
 * @param prover of that worker
 */
public record Ownership(String worker, String prover) {
  private static final String WORKER = "org.hierophant.contemplant.worker";
  private static final String PROVER = "org.hierophant.contemplant.prover";

  /**
   * @param workerFile holds the worker's id
   */
  public static Ownership of(Path workerFile, String prover) throws IOException {
    return new Ownership(Files.readString(workerFile).strip(), prover);
  }

  Map<String, String> labels() {
    return Map.of(WORKER, worker, PROVER, prover);
  }
}
