package org.hierophant.coordinator.api.grpc;

import io.grpc.Status;
import org.hierophant.coordinator.intake.Rejection;

/**
 * The one place where a rejection becomes a status.
 *
 * <p>The SDK repeats UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL and ABORTED for two minutes and takes
 * everything else as final: what can pass is UNAVAILABLE, what cannot is never one of the four.
 *
 * <p><b>Source.</b> sp1 v6.10.0 crates/sdk/src/network/retry.rs.
 */
final class Rejections {
  private static final int MAX_DESCRIPTION = 1_024;

  private Rejections() {}

  static Status status(Rejection rejection) {
    Status status =
        switch (rejection) {
          case Rejection.Invalid _ -> Status.INVALID_ARGUMENT;
          case Rejection.Unmet _ -> Status.FAILED_PRECONDITION;
          case Rejection.Missing _ -> Status.NOT_FOUND;
          case Rejection.Unsigned _ -> Status.UNAUTHENTICATED;
          case Rejection.Forbidden _ -> Status.PERMISSION_DENIED;
          case Rejection.TryLater _ -> Status.UNAVAILABLE;
        };
    String message = rejection.message(); // holds the caller's own text: a header has its limit
    return status.withDescription(
        message.length() <= MAX_DESCRIPTION
            ? message
            : message.substring(0, MAX_DESCRIPTION) + "…");
  }
}
