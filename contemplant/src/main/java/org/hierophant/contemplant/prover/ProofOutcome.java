package org.hierophant.contemplant.prover;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.network.domain.Bytes32;

/** What came of a task. */
public sealed interface ProofOutcome {
  /**
   * The proof is in the task's file.
   *
   * @param cycles and {@code gas}: unsigned, where known
   * @param publicValuesHash SHA-256 of the public values stream
   */
  record Proved(
      OptionalLong cycles, OptionalLong gas, Optional<Bytes32> publicValuesHash, Duration proveTime)
      implements ProofOutcome {}

  /**
   * The program itself fails, on every machine, with this input.
   *
   * @param executeFailureCause number of the network API, 0 to 9
   */
  record GuestFailed(int executeFailureCause, OptionalLong cycles, String detail)
      implements ProofOutcome {}

  /** The prover said no or broke; another worker may succeed. */
  record ProverFailed(String detail) implements ProofOutcome {}

  /** This worker is out of disk, memory or time. */
  record WorkerFailed(String detail) implements ProofOutcome {}

  /** Stopped because it was told to. */
  record Cancelled() implements ProofOutcome {}
}
