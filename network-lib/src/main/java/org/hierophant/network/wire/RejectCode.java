package org.hierophant.network.wire;

/** Why a Hello is not welcome; numbers as on the channel. */
public enum RejectCode {
  PROTOCOL,
  INVALID_HELLO,
  EVICTED,
  TOO_MANY_WORKERS,
  SHUTTING_DOWN,
  UNAUTHENTICATED;

  int number() {
    return ordinal() + 1;
  }

  /** The close code that follows a rejection of this kind. */
  public CloseReason closeReason() {
    return switch (this) {
      case PROTOCOL, INVALID_HELLO -> CloseReason.PROTOCOL;
      case EVICTED -> CloseReason.EVICTED;
      case TOO_MANY_WORKERS -> CloseReason.TOO_MANY_WORKERS;
      case SHUTTING_DOWN -> CloseReason.RESTART;
      case UNAUTHENTICATED -> CloseReason.UNAUTHENTICATED;
    };
  }
}
