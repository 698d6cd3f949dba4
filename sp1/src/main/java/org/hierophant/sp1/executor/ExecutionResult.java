package org.hierophant.sp1.executor;

/** How a run ended. */
public sealed interface ExecutionResult {
  /** What is known about the run; of a run that did not complete, up to where it stopped. */
  ExecutionReport report();

  /** The program ended by itself; in v6 its exit code may be other than zero. */
  record Completed(ExecutionReport report) implements ExecutionResult {}

  /**
   * The program is at fault.
   *
   * @param pc address of the instruction at fault
   */
  record Failed(GuestFault fault, long pc, ExecutionReport report) implements ExecutionResult {}

  /** The host stopped the run; the same program may well complete elsewhere. */
  record Aborted(Reason reason, ExecutionReport report) implements ExecutionResult {}

  /** Why the host stopped a run. */
  sealed interface Reason {
    /** The caller asked for it. */
    record Cancelled() implements Reason {}

    /** More steps, unconstrained ones included, than the options allow. */
    record StepBudget(long steps) implements Reason {}

    /** More memory than the options allow. */
    record MemoryLimit(long bytes) implements Reason {}

    /** More public values than the options allow. */
    record OutputLimit(long bytes) implements Reason {}
  }
}
