package org.hierophant.coordinator.intake;

import java.time.Duration;
import java.time.Instant;

/**
 * When the coordinator gives up on a request, which is never before its client does.
 *
 * <p>A client's deadline is kept, with one exception. Without a timeout of its user, sp1-sdk 5.1.0
 * to 5.2.1 (and later ones in the auction dialect) compute one from the gas limit, as little as 300
 * s that a queue easily takes; their users chose nothing, and the client waits as long as the
 * coordinator says. Such a deadline becomes {@link #UNCHOSEN}.
 *
 * <p><b>Source.</b> sp1 v5.1.0 crates/sdk/src/network/prover.rs: {@code clamp(gas_limit / 2000000,
 * 300, 14400)} seconds.
 *
 * @param minimum a request gets at least this long, whatever its client asked for
 */
public record DeadlinePolicy(Duration minimum) {
  /** What all other releases send when their user chose nothing. */
  static final Duration UNCHOSEN = Duration.ofHours(4);

  private static final long GAS_PER_SECOND = 2_000_000;
  private static final long LEAST_SECONDS = 300;
  private static final long SKEW_SECONDS = 60;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * @param deadlineSeconds Unix seconds as asked, unsigned
   * @param gasLimit as asked, unsigned
   */
  public Instant effective(long deadlineSeconds, long gasLimit, Instant now) {
    Instant asked = instant(deadlineSeconds);
    Instant least = now.plus(isUnchosen(asked, gasLimit, now) ? longest() : minimum);
    return asked.isAfter(least) ? asked : least;
  }

  private Duration longest() {
    return minimum.compareTo(UNCHOSEN) > 0 ? minimum : UNCHOSEN;
  }

  private static boolean isUnchosen(Instant asked, long gasLimit, Instant now) {
    long most = UNCHOSEN.toSeconds();
    long quotient = Long.divideUnsigned(gasLimit, GAS_PER_SECOND);
    long computed = Math.clamp(quotient, LEAST_SECONDS, most);
    return Math.abs(Duration.between(now, asked).toSeconds() - computed) <= SKEW_SECONDS;
  }

  private static Instant instant(long unsignedSeconds) {
    return Long.compareUnsigned(unsignedSeconds, LATEST.getEpochSecond()) >= 0
        ? LATEST
        : Instant.ofEpochSecond(unsignedSeconds);
  }
}
