package org.hierophant.contemplant.prover.server;

import java.time.Duration;
import org.hierophant.contemplant.prover.ProofOutcome;

/** Why something was not waited for any longer. */
public sealed interface Stop {
  record Cancelled() implements Stop {}

  record LeaseOver() implements Stop {}

  /** The program fails by itself, says the referee. */
  record Guilty(ProofOutcome.GuestFailed failure) implements Stop {}

  /** Program or stdin are not what they should be. */
  record BadInput(String detail) implements Stop {}

  /** Program or stdin are more than can be sent, or are handled here. */
  record Unfit(String detail) implements Stop {}

  /** The disk failed or is full. */
  record Disk(String detail) implements Stop {}

  record Late(String stage, Duration limit) implements Stop {}

  record Silent(Duration limit) implements Stop {}

  /** It printed a line after which nothing good comes. */
  record Fatal(String line) implements Stop {}

  record Ended(String how) implements Stop {}

  /** The connection broke, or is not understood. */
  record Broken(String detail) implements Stop {}

  /** It answered, and said no. */
  record Refused(String detail) implements Stop {}
}
