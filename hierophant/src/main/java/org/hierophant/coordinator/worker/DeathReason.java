package org.hierophant.coordinator.worker;

/** The rule that put a worker out; the first that holds is named. */
public enum DeathReason {
  /** It left, or its connection ended and did not come back within the grace period. */
  DISCONNECTED("disconnected"),
  /** Its connection stood, but it was silent for the heartbeat limit. */
  HEARTBEAT("heartbeat"),
  /** Too many faults within the window. */
  STRIKES("strikes"),
  /** One attempt took longer than any may. */
  PROOF_TIMEOUT("proof-timeout"),
  /** Its attempt reported no greater progress for the required interval. */
  PROGRESS("progress"),
  /** Its attempt did not report any progress for the execution-report limit. */
  EXECUTION_REPORT("execution-report"),
  /** It sent a proof that no honest worker sends. */
  FORGED_PROOF("forged-proof");

  private final String label;

  DeathReason(String label) {
    this.label = label;
  }

  /** The spelling of the status pages. */
  public String label() {
    return label;
  }
}
