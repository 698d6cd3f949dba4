package org.hierophant.coordinator.request;

import java.util.Optional;

/**
 * Why a program cannot be executed; numbers as in the network API.
 *
 * <p><b>Source.</b> ExecuteFailureCause in network types of sp1-sdk 5.0.0 to 6.10.0; 9 exists in
 * the auction dialect only.
 */
public enum ExecuteFailureCause {
  UNSPECIFIED(0),
  HALT_WITH_NON_ZERO_EXIT_CODE(1),
  INVALID_MEMORY_ACCESS(2),
  UNSUPPORTED_SYSCALL(3),
  BREAKPOINT(4),
  EXCEEDED_CYCLE_LIMIT(5),
  INVALID_SYSCALL_USAGE(6),
  UNIMPLEMENTED(7),
  END_IN_UNCONSTRAINED(8),
  EXCEEDED_GAS_LIMIT(9);

  private final int number;

  ExecuteFailureCause(int number) {
    this.number = number;
  }

  /** Empty for numbers nobody knows. */
  public static Optional<ExecuteFailureCause> ofNumber(int number) {
    return number >= 0 && number < values().length
        ? Optional.of(values()[number])
        : Optional.empty();
  }

  public int number() {
    return number;
  }
}
