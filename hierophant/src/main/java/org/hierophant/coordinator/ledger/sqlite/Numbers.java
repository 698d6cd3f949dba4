package org.hierophant.coordinator.ledger.sqlite;

import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;

/**
 * What the tables call states, reasons and other closed names; a number is never given anew.
 *
 * <p>Readers throw IllegalArgumentException for numbers that nobody wrote.
 */
final class Numbers {
  static final int QUEUED = 1;
  static final int LEASED = 2;
  static final int VERIFYING = 3;
  static final int FULFILLED = 4;
  static final int UNFULFILLABLE = 5;

  static final int DEADLINE_PASSED = 1;
  static final int CANCELLED = 2;
  static final int TOO_MANY_LOSSES = 3;
  static final int TOO_MANY_FAILURES = 4;
  static final int GUEST_FAILED = 5;

  private Numbers() {}

  static int of(RequestState state) {
    return switch (state) {
      case RequestState.Queued _ -> QUEUED;
      case RequestState.Leased _ -> LEASED;
      case RequestState.Verifying _ -> VERIFYING;
      case RequestState.Fulfilled _ -> FULFILLED;
      case RequestState.Unfulfillable _ -> UNFULFILLABLE;
    };
  }

  static int of(UnfulfillableReason reason) {
    return switch (reason) {
      case UnfulfillableReason.DeadlinePassed _ -> DEADLINE_PASSED;
      case UnfulfillableReason.Cancelled _ -> CANCELLED;
      case UnfulfillableReason.TooManyLosses _ -> TOO_MANY_LOSSES;
      case UnfulfillableReason.TooManyFailures _ -> TOO_MANY_FAILURES;
      case UnfulfillableReason.GuestFailed _ -> GUEST_FAILED;
    };
  }

  static int of(Dialect dialect) {
    return switch (dialect) {
      case BASE -> 0;
      case AUCTION -> 1;
    };
  }

  static Dialect dialect(int number) {
    return switch (number) {
      case 0 -> Dialect.BASE;
      case 1 -> Dialect.AUCTION;
      default -> throw new IllegalArgumentException("dialect " + number);
    };
  }

  static ProverVm vm(int number) {
    return ProverVm.ofNumber(number)
        .orElseThrow(() -> new IllegalArgumentException("vm " + number));
  }

  static ProofMode mode(int number) {
    return ProofMode.ofNumber(number)
        .orElseThrow(() -> new IllegalArgumentException("mode " + number));
  }

  static ExecuteFailureCause cause(int number) {
    return ExecuteFailureCause.ofNumber(number)
        .orElseThrow(() -> new IllegalArgumentException("cause " + number));
  }
}
