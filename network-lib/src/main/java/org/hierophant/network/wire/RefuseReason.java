package org.hierophant.network.wire;

/** Why a worker does not take an offer; numbers as on the channel. */
public enum RefuseReason {
  UNSPECIFIED,
  BUSY,
  NOT_CAPABLE,
  DRAINING,
  DISK_FULL;

  int number() {
    return ordinal();
  }
}
