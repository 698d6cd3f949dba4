package org.hierophant.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.testing.sdk.SdkClock;

/** Real time, except that pauses are short: a client with it polls often. */
final class ImpatientClock implements SdkClock {
  private static final long PAUSE_MILLIS = 50;

  private final CountDownLatch never = new CountDownLatch(1);

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    var _ = never.await(Math.min(PAUSE_MILLIS, duration.toMillis()), TimeUnit.MILLISECONDS);
  }
}
