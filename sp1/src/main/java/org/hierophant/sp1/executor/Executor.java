package org.hierophant.sp1.executor;

import java.util.List;

/** Runs guest programs. */
public final class Executor {
  private Executor() {}

  /**
   * Runs a program to its end or to a bound.
   *
   * <p><b>Thread.</b> Blocks the calling platform thread; the options say how to stop it.
   *
   * @param inputs the items of the input queue, first one first; not changed
   * @return how the run ended; nothing a guest does makes this method throw
   */
  public static ExecutionResult execute(
      GuestProgram program, List<byte[]> inputs, ExecutionOptions options) {
    return new GuestRun(program, inputs, options).run();
  }
}
