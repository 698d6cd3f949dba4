package org.hierophant.coordinator.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.testing.Samples.NOW;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlinePolicyTest {
  private static final DeadlinePolicy NO_MINIMUM = new DeadlinePolicy(Duration.ZERO);

  @ParameterizedTest
  @CsvSource({"60", "1000", "7200", "14400", "86400"})
  void aDeadlineThatSomebodyChoseIsKept(long seconds) {
    assertThat(effective(NO_MINIMUM, seconds, 20_000_000_000_000L))
        .isEqualTo(NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "300, 0", // least
    "300, 1000000",
    "300, 600000000",
    "500, 1000000000", // gas limit / 2,000,000
    "14399, 28798000000",
    "14400, 9223372036854775807", // most
    "14400, -1" // 2^64 - 1
  })
  void aDeadlineThatTheSdkComputedFromTheGasBecomesFourHours(long seconds, long gasLimit) {
    assertThat(effective(NO_MINIMUM, seconds, gasLimit)).isEqualTo(NOW.plus(Duration.ofHours(4)));
  }

  @Test
  void aClientsClockMayBeAMinuteOff() {
    Instant fourHours = NOW.plus(Duration.ofHours(4));

    assertThat(effective(NO_MINIMUM, 240, 0)).isEqualTo(fourHours);
    assertThat(effective(NO_MINIMUM, 360, 0)).isEqualTo(fourHours);
    assertThat(effective(NO_MINIMUM, 239, 0)).isEqualTo(NOW.plusSeconds(239));
    assertThat(effective(NO_MINIMUM, 361, 0)).isEqualTo(NOW.plusSeconds(361));
  }

  @Test
  void aComputedDeadlineNeverComesEarlierThanItWas() {
    assertThat(effective(NO_MINIMUM, 14_459, -1)).isEqualTo(NOW.plusSeconds(14_459));
  }

  @Test
  void noRequestGetsLessThanTheMinimum() {
    DeadlinePolicy aDay = new DeadlinePolicy(Duration.ofDays(1));

    assertThat(effective(aDay, 1_000, 20_000_000_000_000L)).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(effective(aDay, 300, 0)).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(effective(aDay, 90_000, 0)).isEqualTo(NOW.plusSeconds(90_000));
  }

  @ParameterizedTest
  @CsvSource({"-1", "9223372036854775807", "-9223372036854775808", "253402300799"})
  void aDeadlineBeyondEveryCalendarIsTheEndOfTheYear9999(long unsignedSeconds) {
    assertThat(NO_MINIMUM.effective(unsignedSeconds, 0, NOW))
        .isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
  }

  private static Instant effective(DeadlinePolicy policy, long secondsFromNow, long gasLimit) {
    return policy.effective(NOW.plusSeconds(secondsFromNow).getEpochSecond(), gasLimit, NOW);
  }
}
