package org.hierophant.coordinator.proposer;

import java.time.Duration;

/**
 * Whether the one who wanted an answer still waits for it.
 *
 * <p><b>Source.</b> op-succinct v4.3.0 validity/src/env.rs: NETWORK_CALLS_TIMEOUT.
 */
final class Patience {
  static final Duration LIMIT = Duration.ofSeconds(15);

  private boolean over;

  /** For as long as it takes. */
  static Patience endless() {
    return new Patience();
  }

  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }
}
