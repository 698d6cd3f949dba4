package org.hierophant.coordinator.request;

import java.util.OptionalLong;

/** Why a request ended without a proof. */
public sealed interface UnfulfillableReason {
  /** One line for workers and operators. */
  default String text() {
    return switch (this) {
      case DeadlinePassed() -> "the deadline passed";
      case Cancelled() -> "cancelled by the requester";
      case TooManyLosses(int losses) -> losses + " workers vanished with it";
      case TooManyFailures(int failures, String detail) ->
          failures + " attempts failed, the last one: " + detail;
      case GuestFailed(ExecuteFailureCause cause, _, String detail) ->
          "the program fails (" + cause + "): " + detail;
    };
  }

  /** The effective deadline passed. */
  record DeadlinePassed() implements UnfulfillableReason {}

  /** The requester cancelled it. */
  record Cancelled() implements UnfulfillableReason {}

  /** Too many workers vanished with it. */
  record TooManyLosses(int losses) implements UnfulfillableReason {}

  /** Too many attempts failed; {@code lastDetail} is what the last worker or the verifier said. */
  record TooManyFailures(int failures, String lastDetail) implements UnfulfillableReason {}

  /** The program fails deterministically: the only reason that is UNEXECUTABLE to clients. */
  record GuestFailed(ExecuteFailureCause cause, OptionalLong cycles, String detail)
      implements UnfulfillableReason {}
}
