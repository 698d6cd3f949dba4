package org.hierophant.sp1.executor;

/**
 * Counts what a run has done, and looks at its observers and its budget of steps in time.
 *
 * <p>A step is an instruction, inside unconstrained blocks too, or as much work for the host as one
 * takes; system calls and new pages of memory say how many they are. So neither a loop of expensive
 * calls nor a single large one keeps a run from being stopped.
 */
final class StepMeter {
  /** Steps between two looks at the observers: about a millisecond. */
  private static final int POLL_STEPS = 1 << 18;

  private final ExecutionOptions options;
  private long cycles;
  private long steps;
  private long untilPoll;

  StepMeter(ExecutionOptions options) {
    this.options = options;
  }

  /** Instructions outside unconstrained blocks. */
  long cycles() {
    return cycles;
  }

  /** Instructions that ran; a negative number takes some back. */
  void ran(long instructions, boolean constrained) {
    steps += instructions;
    untilPoll -= instructions;
    cycles += constrained ? instructions : 0;
  }

  /**
   * Takes steps for work other than instructions.
   *
   * @throws Stop if the run is over
   */
  void spend(long work) {
    steps = steps + work < 0 ? Long.MAX_VALUE : steps + work;
    untilPoll -= work;
    look();
  }

  /**
   * Looks at observers and budget if it is time.
   *
   * @throws Stop if the run is over
   */
  void look() {
    if (untilPoll > 0 && steps < options.stepBudget()) {
      return;
    }
    untilPoll = POLL_STEPS;
    heed();
    if (steps >= options.stepBudget()) {
      throw new Stop(new ExecutionResult.Reason.StepBudget(options.stepBudget()));
    }
    options.progress().accept(cycles);
  }

  /**
   * Ends the run if the caller asked for it, after work that takes time but no steps.
   *
   * @throws Stop if the run is over
   */
  void heed() {
    if (options.cancelled().getAsBoolean()) {
      throw new Stop(new ExecutionResult.Reason.Cancelled());
    }
  }

  /** Instructions that may run before the next look. */
  long allowance() {
    return Math.clamp(options.stepBudget() - steps, 0, Math.max(0, untilPoll));
  }
}
