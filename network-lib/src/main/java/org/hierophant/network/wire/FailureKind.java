package org.hierophant.network.wire;

/** Why an attempt ended without a proof; numbers as on the channel. */
public enum FailureKind {
  /** The program itself fails, on every machine, with this input. */
  GUEST,
  /** The prover said no or broke; another worker may succeed. */
  PROVER,
  /** Program or stdin could not be fetched, or the digest was wrong. */
  TRANSFER,
  /** The worker itself is out of disk, memory or time. */
  WORKER,
  /** The answer to a cancel. */
  CANCELLED;

  int number() {
    return ordinal() + 1;
  }
}
