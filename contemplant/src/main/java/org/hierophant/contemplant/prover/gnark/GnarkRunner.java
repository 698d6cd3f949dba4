package org.hierophant.contemplant.prover.gnark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs gnark's program once: as a child process, or in its image. */
public interface GnarkRunner {
  /** What keeps it from being run; empty if nothing. */
  Optional<String> problem();

  /**
   * Makes a proof.
   *
   * @param system {@code groth16} or {@code plonk}
   * @param output a file that is there and empty
   * @return why it was not made, for people; empty if it was
   * @throws InterruptedException if interrupted; nothing of it runs any more
   */
  Optional<String> prove(String system, Path circuit, Path witness, Path output)
      throws IOException, InterruptedException;
}
