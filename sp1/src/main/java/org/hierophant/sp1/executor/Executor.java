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
    GuestRun run = new GuestRun(program, inputs, proofs, options);
    ExecutionResult result = run.run();
    if (run.showsNativeMemory()) {
      return again(program, inputs, proofs, after(result, options)).run();
    }
    return result;
  }

  /**
   * A run that imitates the memory of SP1 6's own executor, which only the first run's end showed
   * to be needed. It has its own budget of steps.
   */
  private static GuestRun again(
      GuestProgram program, List<byte[]> inputs, long proofs, ExecutionOptions options) {
    GuestRun run = new GuestRun(program, inputs, proofs, options.withEngine(Engine.INTERPRETER));
    run.imitateNativeMemory();
    return run;
  }

  /** Tells of progress only where a first run had not been. */
  private static ExecutionOptions after(ExecutionResult first, ExecutionOptions options) {
    long told = first.report().cycles();
    return options.withObservers(
        options.cancelled(),
        cycles -> {
          if (cycles > told) {
            options.progress().accept(cycles);
          }
        });
  }

  /**
   * Runs a program on the interpreter and follows its calls, which takes about twice as long.
   *
   * @return how the run ended, and where it spent its cycles up to there
   */
  public static GuestProfile.Run profile(
      GuestProgram program, List<byte[]> inputs, long proofs, ExecutionOptions options) {
    GuestRun run = new GuestRun(program, inputs, proofs, options.withEngine(Engine.INTERPRETER));
    int entry = program.entryIndex();
    if (entry < 0) {
      return new GuestProfile.Run(run.run(), new GuestProfile(List.of(), List.of()));
    }
    CallRecorder recorder = new CallRecorder(program, entry);
    run.recordCalls(recorder);
    ExecutionResult result = run.run();
    if (run.showsNativeMemory()) {
      run = again(program, inputs, proofs, after(result, options));
      recorder = new CallRecorder(program, entry);
      run.recordCalls(recorder);
      result = run.run();
    }
    return new GuestProfile.Run(result, recorder.profile());
  }
}
