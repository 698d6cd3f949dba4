package org.hierophant.sp1.executor;

import java.util.List;

/** Runs guest programs. */
public final class Executor {
  private Executor() {}

  /**
   * Runs a program to its end or to a bound, as if its input held any number of valid proofs.
   *
   * <p><b>Thread.</b> Blocks the calling platform thread; the options say how to stop it.
   *
   * @param inputs the items of the input queue, first one first; not changed
   * @return how the run ended; nothing a guest does makes this method throw
   */
  public static ExecutionResult execute(
      GuestProgram program, List<byte[]> inputs, ExecutionOptions options) {
    return execute(program, inputs, Long.MAX_VALUE, options);
  }

  /**
   * The same for an input with so many proofs for the guest to verify. None is looked at: what a
   * run shows is that the guest asks for no more of them (v5; v6 does not count).
   */
  public static ExecutionResult execute(
      GuestProgram program, List<byte[]> inputs, long proofs, ExecutionOptions options) {
    return new GuestRun(program, inputs, proofs, options).run();
  }
}
