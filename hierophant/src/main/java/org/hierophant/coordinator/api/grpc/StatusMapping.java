package org.hierophant.coordinator.api.grpc;

import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.UnfulfillableReason;

/**
 * What clients are told about a state.
 *
 * <p>Only four pairs ever go out. An open request is ASSIGNED from the first answer on, whether it
 * waits or runs: REQUESTED makes 5.1.0 to 5.2.1 and every auction client give up after 30 s.
 * UNEXECUTABLE is for what fails on every machine: op-succinct halves the block range on it.
 *
 * @param fulfillment number of FulfillmentStatus
 * @param execution number of ExecutionStatus
 * @param cause number of ExecuteFailureCause
 * @param error number of ProofRequestError
 */
record StatusMapping(int fulfillment, int execution, int cause, int error, boolean isCancelled) {
  static final int ASSIGNED = 2;
  static final int FULFILLED = 3;
  static final int UNFULFILLABLE = 4;

  static final int UNEXECUTED = 1;
  static final int EXECUTED = 2;
  static final int UNEXECUTABLE = 3;

  private static final int NO_ERROR = 0;
  private static final int EXECUTION_FAILURE = 1;
  private static final int UNKNOWN_FAILURE = 3;
  private static final int NO_CAUSE = ExecuteFailureCause.UNSPECIFIED.number();

  /** For ids that nobody knows (any more): the client asks again instead of waiting for ever. */
  static final StatusMapping UNKNOWN = lost(NO_ERROR, false);

  private static final StatusMapping OPEN =
      new StatusMapping(ASSIGNED, UNEXECUTED, NO_CAUSE, NO_ERROR, false);
  private static final StatusMapping DONE =
      new StatusMapping(FULFILLED, EXECUTED, NO_CAUSE, NO_ERROR, false);
  private static final StatusMapping CANCELLED = lost(NO_ERROR, true);
  private static final StatusMapping GAVE_UP = lost(UNKNOWN_FAILURE, false);

  static StatusMapping of(RequestState state) {
    return switch (state) {
      case RequestState.Queued _, RequestState.Leased _, RequestState.Verifying _ -> OPEN;
      case RequestState.Fulfilled _ -> DONE;
      case RequestState.Unfulfillable(var reason, _) ->
          switch (reason) {
            case UnfulfillableReason.DeadlinePassed _ -> UNKNOWN;
            case UnfulfillableReason.Cancelled _ -> CANCELLED;
            case UnfulfillableReason.TooManyLosses _, UnfulfillableReason.TooManyFailures _ ->
                GAVE_UP;
            case UnfulfillableReason.GuestFailed(var cause, _, _) ->
                new StatusMapping(
                    UNFULFILLABLE, UNEXECUTABLE, cause.number(), EXECUTION_FAILURE, false);
          };
    };
  }

  private static StatusMapping lost(int error, boolean isCancelled) {
    return new StatusMapping(UNFULFILLABLE, UNEXECUTED, NO_CAUSE, error, isCancelled);
  }
}
