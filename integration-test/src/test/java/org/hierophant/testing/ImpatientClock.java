package org.hierophant.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.testing.sdk.SdkClock;

/** Real time, except that pauses are short: a client with it polls often and tries again soon. */
final class ImpatientClock implements SdkClock {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 50;
  private static final long RETRY_MILLIS = 400;

  private final CountDownLatch never = new CountDownLatch(1);

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    long most = duration.equals(POLL) ? POLL_MILLIS : RETRY_MILLIS;
    var _ = never.await(Math.min(most, duration.toMillis()), TimeUnit.MILLISECONDS);
  }
}
