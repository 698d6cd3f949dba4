package org.hierophant.coordinator.proposer;

import io.grpc.Status;

/** Why a call of the client failed. */
final class CallFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose doing it was. */
  enum Origin {
    /** The server answered so. */
    SERVER,
    /** The way to it: nobody listened, or the answer got lost. */
    WAY,
    /** The client's own limit. */
    LIMIT
  }

  private final Origin origin;
  private final Status.Code code;

  CallFailure(Origin origin, Status.Code code, String message) {
    super(origin + " " + code + ": " + message, null, false, false);
    this.origin = origin;
    this.code = code;
  }

  Origin origin() {
    return origin;
  }

  /** As the SDK sees it; for HTTP, UNAVAILABLE is what it would try again. */
  Status.Code code() {
    return code;
  }
}
