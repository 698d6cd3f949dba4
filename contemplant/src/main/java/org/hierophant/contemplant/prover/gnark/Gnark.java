package org.hierophant.contemplant.prover.gnark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;

/** Makes Groth16 and Plonk proofs of a wrap proof. */
public interface Gnark {
  /** How it went. */
  sealed interface Result {
    /** The proof is in its file: the part of a client's file between its kind and the values. */
    record Made() implements Result {}

    /** What it was given is not a wrap proof. */
    record BadWrapProof(String why) implements Result {}

    record NotMade(String why) implements Result {}
  }

  /** Why proofs of this mode cannot be made; empty if they can. */
  Optional<String> problem(ProofMode mode, CircuitVersion version) throws IOException;

  /** For one proof. */
  Duration limit();

  /**
   * Makes one proof.
   *
   * @param scratch for files that the caller removes
   * @param proof the file it is written to, which is not there yet
   * @param step hears the numbers of the steps that are done: 3, the witness, and 4, the proof
   * @throws InterruptedException if interrupted; nothing of it runs any more
   */
  Result prove(ProofMode mode, Path wrapProof, Path scratch, Path proof, IntConsumer step)
      throws IOException, InterruptedException;
}
