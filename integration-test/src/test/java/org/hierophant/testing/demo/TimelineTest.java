package org.hierophant.testing.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aStepLastsUntilTheNextWhateverHappensMeanwhile() {
    Timeline timeline = new Timeline();

    timeline.step(START, "executing", "on jael");
    timeline.step(START.plusMillis(2_500), "done", "by jael");
    timeline.note(START.plusMillis(1_000), "killed", "the coordinator");

    assertThat(timeline.lines())
        .extracting(line -> line.replaceFirst("^\\d\\d:\\d\\d:", ""))
        .containsExactly(
            "05.000  executing    2.50 s  on jael",
            "06.000  killed               the coordinator",
            "07.500  done                 by jael");
    assertThat(timeline.total()).hasMillis(2_500);
  }
}
