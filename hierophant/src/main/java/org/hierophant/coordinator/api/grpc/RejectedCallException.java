package org.hierophant.coordinator.api.grpc;

import java.io.Serial;
import org.hierophant.coordinator.intake.Rejection;

/**
 * Ends a handler of this package with a rejection: decoding has too many places to stop for a
 * result type. Never leaves the package, carries no stack.
 */
final class RejectedCallException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Rejection why;

  RejectedCallException(Rejection why) {
    super(why.message(), null, false, false);
    this.why = why;
  }

  Rejection why() {
    return why;
  }
}
