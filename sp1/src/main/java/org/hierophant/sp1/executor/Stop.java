package org.hierophant.sp1.executor;

/** Leaves the machine because the host's bounds say so. */
final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ExecutionResult.Reason reason;

  Stop(ExecutionResult.Reason reason) {
    super(null, null, false, false);
    this.reason = reason;
  }

  ExecutionResult.Reason reason() {
    return reason;
  }
}
