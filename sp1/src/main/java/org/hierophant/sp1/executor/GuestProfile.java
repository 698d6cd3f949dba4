package org.hierophant.sp1.executor;

import java.util.List;

/**
 * Where a run spent its cycles.
 *
 * @param functions by own cycles, most first
 * @param stacks every chain of calls in which cycles were spent, most first
 */
public record GuestProfile(List<Function> functions, List<Stack> stacks) {
  /** Copies the lists. */
  public GuestProfile {
    functions = List.copyOf(functions);
    stacks = List.copyOf(stacks);
  }

  /**
   * One function.
   *
   * @param own cycles of its own instructions
   * @param total cycles with those of the functions it called, a recursive one counted once
   * @param calls how often it was entered
   */
  public record Function(String name, long own, long total, long calls) {}

  /**
   * One chain of calls, the outermost function first.
   *
   * @param cycles those of the innermost function in this chain
   */
  public record Stack(List<String> functions, long cycles) {
    /** Copies the list. */
    public Stack {
      functions = List.copyOf(functions);
    }

    /** The line that flame graph programs read. */
    public String collapsed() {
      return String.join(";", functions.stream().map(name -> name.replace(';', ':')).toList())
          + " "
          + cycles;
    }
  }

  /** A run and its profile. */
  public record Run(ExecutionResult result, GuestProfile profile) {}
}
