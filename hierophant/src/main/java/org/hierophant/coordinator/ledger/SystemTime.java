package org.hierophant.coordinator.ledger;

import java.time.Instant;

/** The one place of the coordinator that reads a clock. */
public final class SystemTime implements Time {
  @Override
  public Moment now() {
    return new Moment(System.nanoTime(), Instant.now());
  }
}
