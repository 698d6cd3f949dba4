package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** The table that a benchmark prints, and the same as JSON. */
final class BenchReport {
  /**
   * One measured thing.
   *
   * @param measured our figure with its unit
   * @param yardstick the figure of the same run that it is held against, with its unit
   * @param ratio measured over yardstick, or the figure itself where the target is absolute
   * @param target what was asked, as text
   * @param held whether the target was met
   */
  record Row(
      String what, String measured, String yardstick, double ratio, String target, boolean held) {}

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  List<Row> rows() {
    return List.copyOf(rows);
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

  void writeJson(Path file) throws IOException {
    Files.writeString(
        file,
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
  }
}
