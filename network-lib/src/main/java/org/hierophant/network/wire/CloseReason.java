package org.hierophant.network.wire;

import java.util.Optional;

/**
 * Why one end closes the channel. The number is the WebSocket close code; the text that goes with
 * it says more.
 */
public enum CloseReason {
  /** The peer leaves in good order. */
  NORMAL(1000),
  /** The coordinator stops or restarts: come back. */
  RESTART(1012),
  /** A frame that cannot be read, or one that has no place here. */
  PROTOCOL(4400),
  /** The worker may not connect. */
  UNAUTHENTICATED(4401),
  /** Put out after too many faults; refused until the time that the reason names. */
  EVICTED(4403),
  /** The worker does not read, or was silent for too long. */
  NOT_READING(4408),
  /** A newer connection of the same worker took over. */
  REPLACED(4409),
  /** The worker speaks no version of the channel that the coordinator knows. */
  UNSUPPORTED_VERSION(4426),
  /** No room for another worker now: come back later. */
  TOO_MANY_WORKERS(4429);

  private final int code;

  CloseReason(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Empty for codes that neither end of this protocol sends. */
  public static Optional<CloseReason> ofCode(int code) {
    for (CloseReason reason : values()) {
      if (reason.code == code) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  /**
   * True if dialling again soon is pointless: a person has to change something first. The worker
   * still tries, at its longest interval.
   */
  public boolean needsAttention() {
    return switch (this) {
      case UNAUTHENTICATED, EVICTED, UNSUPPORTED_VERSION -> true;
      case NORMAL, RESTART, PROTOCOL, NOT_READING, REPLACED, TOO_MANY_WORKERS -> false;
    };
  }
}
