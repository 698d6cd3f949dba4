package org.hierophant.testing.demo;

import java.time.Duration;
import java.time.Instant;
import org.hierophant.testing.sdk.SdkClock;

/** The SDK's clock, whose pauses between polls are used to look at the status pages. */
final class Watch implements SdkClock {
  /** Between two looks. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** One look. */
  @FunctionalInterface
  interface Look {
    void now() throws InterruptedException;
  }

  private final Look look;

  Watch(Look look) {
    this.look = look;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Instant end = now().plus(duration);
    Duration left = duration;
    while (left.isPositive()) {
      look.now();
      Thread.sleep(left.compareTo(PAUSE) < 0 ? left : PAUSE);
      left = Duration.between(now(), end);
    }
  }
}
