package org.hierophant.coordinator.verification;

import java.util.Optional;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;

/** Which proofs this coordinator can check; it takes no request whose proof it could not. */
@FunctionalInterface
public interface Verifiers {
  /** Why such proofs cannot be checked here, and what would change that; empty if they can. */
  Optional<String> obstacle(ProofMode mode, CircuitVersion version);
}
