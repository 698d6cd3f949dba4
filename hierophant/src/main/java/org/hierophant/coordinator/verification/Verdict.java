package org.hierophant.coordinator.verification;

import java.util.Optional;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.network.domain.Bytes32;

/** What a verifier says of a proof. */
public sealed interface Verdict {
  /**
   * It proves what was asked.
   *
   * @param publicValuesHash SHA-256 of the public values stream it carries
   */
  record Right(Optional<Bytes32> publicValuesHash, Evidence evidence) implements Verdict {}

  /** It does not. */
  record Wrong(ProofFault fault, String detail) implements Verdict {}

  /** The verifier cannot tell now: no fault of the proof. */
  record Unavailable(String reason) implements Verdict {}
}
