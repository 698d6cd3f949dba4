package org.hierophant.coordinator.ledger.sqlite;

import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.UnfulfillableReason;

/** Numbers of states and reasons in the table of requests; never given anew. */
final class StateCode {
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

  private StateCode() {}

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
}
