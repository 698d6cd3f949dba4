package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochNanosTest {
  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z,                0",
    "1970-01-01T00:00:00.000000001Z,      1",
    "1969-12-31T23:59:59.999999999Z,     -1",
    "1969-12-31T23:59:59Z,               -1000000000",
    "1969-12-31T23:59:58.999999999Z,     -1000000001",
    "2026-11-25T12:00:00.123456789Z,      1795608000123456789",
    "2262-04-11T23:47:16.854775807Z,      9223372036854775807",
    "1677-09-21T00:12:43.145224192Z,     -9223372036854775808"
  })
  void aNanosecondIsNeverLost(Instant instant, long nanos) {
    assertThat(EpochNanos.of(instant)).isEqualTo(nanos);
    assertThat(EpochNanos.toInstant(nanos)).isEqualTo(instant);
    assertThat(EpochNanos.nearest(instant)).isEqualTo(nanos);
  }

  @Test
  void whatDoesNotFitIsRefusedOrForPeopleTheNearest() {
    Instant late = Instant.parse("2262-04-11T23:47:16.854775808Z");
    Instant early = Instant.parse("1677-09-21T00:12:43.145224191Z");

    assertThatThrownBy(() -> EpochNanos.of(late)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> EpochNanos.of(early)).isInstanceOf(ArithmeticException.class);
    assertThat(EpochNanos.nearest(late)).isEqualTo(Long.MAX_VALUE);
    assertThat(EpochNanos.nearest(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(EpochNanos.nearest(early)).isEqualTo(Long.MIN_VALUE);
    assertThat(EpochNanos.nearest(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
  }
}
