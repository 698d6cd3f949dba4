package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The table that a benchmark prints, and the same as JSON. */
final class BenchReport {
  /** What a figure counts, and how it is printed. */
  enum Unit {
    PER_SECOND("%,.0f/s"),
    MEGAHERTZ("%,.1f MHz"),
    MICROSECONDS("%,.0f µs"),
    MILLISECONDS("%,.2f ms"),
    SECONDS("%.2f s"),
    MIB_PER_SECOND("%,.0f MiB/s"),
    MIB("%.1f MiB"),
    KIB("%.1f KiB");

    private final String format;

    Unit(String format) {
      this.format = format;
    }

    String text(double value) {
      return String.format(Locale.ROOT, format, value);
    }
  }

  /**
   * One measured thing.
   *
   * @param measured our figure with its unit: the median of the rounds
   * @param yardstick the figure of the same run that it is held against, with its unit
   * @param ratio measured over yardstick (the median over the rounds), or the figure itself where
   *     the target is absolute
   * @param target what was asked, as text
   * @param held whether the target was met
   * @param measuredRounds every round's figure
   * @param yardstickRounds every round's yardstick; empty where there is none
   */
  record Row(
      String what,
      String measured,
      String yardstick,
      double ratio,
      String target,
      boolean held,
      List<Double> measuredRounds,
      List<Double> yardstickRounds) {
    static Row atLeast(
        String what, Unit unit, Series measured, String name, Series yardstick, double bound) {
      double ratio = measured.ratioTo(yardstick);
      return relative(what, unit, measured, name, yardstick, "≥ " + bound + " ×", ratio >= bound);
    }

    static Row atMost(
        String what, Unit unit, Series measured, String name, Series yardstick, double bound) {
      double ratio = measured.ratioTo(yardstick);
      return relative(what, unit, measured, name, yardstick, "≤ " + bound + " ×", ratio <= bound);
    }

    private static Row relative(
        String what,
        Unit unit,
        Series measured,
        String name,
        Series yardstick,
        String target,
        boolean held) {
      return new Row(
          what,
          unit.text(measured.median()),
          unit.text(yardstick.median()) + " " + name,
          measured.ratioTo(yardstick),
          target,
          held,
          measured.values(),
          yardstick.values());
    }

    /** A figure that must not pass {@code bound}, whatever anything else does. */
    static Row below(String what, Unit unit, Series measured, double bound) {
      double value = measured.median();
      return new Row(
          what,
          unit.text(value),
          "–",
          value,
          "≤ " + unit.text(bound),
          value <= bound,
          measured.values(),
          List.of());
    }

    /** A figure that is shown beside another, with no target. */
    static Row shown(String what, Unit unit, Series measured, String name, Series yardstick) {
      return relative(what, unit, measured, name, yardstick, "–", true);
    }
  }

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  boolean isHeld() {
    return rows.stream().allMatch(Row::held);
  }

  @Override
  public String toString() {
    List<String[]> cells = new ArrayList<>();
    cells.add(new String[] {"what", "measured", "yardstick", "ratio", "target", "held"});
    for (Row row : rows) {
      cells.add(
          new String[] {
            row.what,
            row.measured,
            row.yardstick,
            String.format(Locale.ROOT, "%.2f", row.ratio),
            row.target,
            row.held ? "yes" : "NO"
          });
    }
    int[] widths = new int[cells.getFirst().length];
    for (String[] line : cells) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : cells) {
      for (int i = 0; i < line.length; i++) {
        text.append(i == 0 ? "| " : " | ")
            .append(line[i])
            .repeat(' ', widths[i] - line[i].length());
      }
      text.append(" |\n");
      if (line == cells.getFirst()) {
        for (int width : widths) {
          text.append('|').repeat('-', width + 2);
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  /** The rows, and what they were measured on. */
  void writeJson(Path file) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("machine", Machine.describe());
    content.put("rows", rows);
    Files.writeString(
        file,
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(content));
  }
}
