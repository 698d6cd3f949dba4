package org.hierophant.coordinator.ledger.sqlite;

import java.time.Instant;

/** Instants as nanoseconds since 1970: exact, and one column. */
final class EpochNanos {
  private static final long PER_SECOND = 1_000_000_000L;

  private EpochNanos() {}

  /**
   * @throws ArithmeticException before the year 1678 and after 2261
   */
  static long of(Instant instant) {
    // An instant before 1970 counts its nanoseconds up from the second below.
    return instant.getEpochSecond() >= 0
        ? Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano())
        : Math.addExact(
            Math.multiplyExact(instant.getEpochSecond() + 1, PER_SECOND),
            instant.getNano() - PER_SECOND);
  }

  /** For people only: what does not fit becomes the nearest that does. */
  static long nearest(Instant instant) {
    try {
      return of(instant);
    } catch (ArithmeticException _) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }
}
