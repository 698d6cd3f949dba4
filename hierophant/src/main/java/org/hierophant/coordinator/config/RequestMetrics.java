package org.hierophant.coordinator.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;

/** {@code hierophant.request.duration}: from submission to the final state, by outcome. */
final class RequestMetrics {
  private final MeterRegistry meters;

  RequestMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Cheap: called on the ledger's thread. */
  void finished(RequestView view) {
    Duration duration = Duration.between(view.request().createdAt(), view.updatedAt());
    Timer.builder("hierophant.request.duration")
        .description("from the submission of a request to its final state")
        .tag("vm", view.request().vm().label())
        .tag("mode", view.request().mode().name().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome(view.state()))
        .register(meters)
        .record(duration.isNegative() ? Duration.ZERO : duration);
  }

  private static String outcome(RequestState state) {
    return switch (state) {
      case RequestState.Fulfilled _ -> "fulfilled";
      case RequestState.Unfulfillable(var reason, _) ->
          switch (reason) {
            case UnfulfillableReason.DeadlinePassed _ -> "deadline";
            case UnfulfillableReason.Cancelled _ -> "cancelled";
            case UnfulfillableReason.TooManyLosses _ -> "losses";
            case UnfulfillableReason.TooManyFailures _ -> "failures";
            case UnfulfillableReason.GuestFailed _ -> "unexecutable";
          };
      case RequestState.Queued _, RequestState.Leased _, RequestState.Verifying _ ->
          throw new IllegalStateException("not final: " + state);
    };
  }
}
