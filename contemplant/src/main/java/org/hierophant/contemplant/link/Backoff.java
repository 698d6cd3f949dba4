package org.hierophant.contemplant.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling from a first delay to a longest one, each drawn
 * from its upper half, so that workers cut off together do not come back together.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /** The delay before the next try, one step longer than the last. */
  public Duration next() {
    long full = longest.toMillis();
    if (failures < 30) {
      full = Math.min(full, first.toMillis() << failures);
      failures++;
    }
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }

  /** The longest delay at once: what went wrong will not heal by itself soon. */
  public Duration longest() {
    failures = 30;
    return next();
  }

  /** It worked: the next delay is the first again. */
  public void reset() {
    failures = 0;
  }
}
