package org.hierophant.coordinator.verification;

import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;

/** Which proofs this coordinator can check; it takes no request whose proof it could not. */
@FunctionalInterface
public interface Verifiers {
  boolean canVerify(ProofMode mode, CircuitVersion version);
}
