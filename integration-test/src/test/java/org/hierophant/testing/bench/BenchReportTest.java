package org.hierophant.testing.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
  private static final Series YARDSTICK = new Series(List.of(100.0, 200.0, 400.0));

  @Test
  void measurementsAreTakenInTurn() throws Exception {
    List<String> order = new ArrayList<>();

    List<Series> series =
        Series.alternate(
            2,
            () -> {
              order.add("a");
              return order.size();
            },
            () -> {
              order.add("b");
              return order.size();
            });

    assertThat(order).containsExactly("a", "b", "a", "b");
    assertThat(series.get(1).values()).containsExactly(2.0, 4.0);
  }

  @Test
  void theRatioIsTheMedianOfTheRounds() {
    // One disturbed round of three does not count.
    Series measured = new Series(List.of(90.0, 180.0, 200.0));

    assertThat(measured.ratioTo(YARDSTICK)).isEqualTo(0.9);
    assertThat(measured.median()).isEqualTo(180);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetween() {
    assertThat(new Series(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
  }

  @Test
  void seriesOfDifferentLengthsAreNotCompared() {
    assertThatThrownBy(() -> Series.of(1).ratioTo(YARDSTICK))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMissedTargetIsShownAndFailsTheReport() {
    BenchReport report = new BenchReport();

    report.add(Row.atLeast("fast", Unit.PER_SECOND, YARDSTICK, "echo", YARDSTICK, 0.8));
    boolean before = report.isHeld();
    report.add(Row.below("heap", Unit.MIB, Series.of(17), 16));

    assertThat(before).isTrue();
    assertThat(report.isHeld()).isFalse();
    assertThat(report.toString())
        .isEqualTo(
            """
            | what | measured | yardstick  | ratio | target     | held |
            |------|----------|------------|-------|------------|------|
            | fast | 200/s    | 200/s echo | 1.00  | ≥ 0.8 ×    | yes  |
            | heap | 17.0 MiB | –          | 17.00 | ≤ 16.0 MiB | NO   |
            """);
  }

  @Test
  void targetsBoundFromTheSideTheySay() {
    Series less = new Series(List.of(50.0, 100.0, 200.0));

    assertThat(Row.atLeast("", Unit.PER_SECOND, less, "", YARDSTICK, 0.5).held()).isTrue();
    assertThat(Row.atLeast("", Unit.PER_SECOND, less, "", YARDSTICK, 0.6).held()).isFalse();
    assertThat(Row.atMost("", Unit.MICROSECONDS, less, "", YARDSTICK, 0.5).held()).isTrue();
    assertThat(Row.atMost("", Unit.MICROSECONDS, less, "", YARDSTICK, 0.4).held()).isFalse();
  }

  @Test
  void theJsonHoldsEveryRound(@TempDir Path directory) throws Exception {
    BenchReport report = new BenchReport();
    report.add(Row.shown("what", Unit.SECONDS, Series.of(0.5), "other", Series.of(0.25)));

    report.writeJson(directory.resolve("rows.json"));

    assertThat(Files.readString(directory.resolve("rows.json")))
        .contains("\"machine\"", "\"measuredRounds\" : [ 0.5 ]", "\"yardstickRounds\" : [ 0.25 ]");
  }
}
