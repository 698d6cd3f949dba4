package org.hierophant.sp1.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hierophant.sp1.executor.GuestProfile;

/** Shows a profile as a table, as collapsed stacks, or as a flame graph. */
final class ProfileReport {
  private static final int FUNCTIONS = 20;
  private static final int STACKS = 10;
  private static final int WIDTH = 1_200;
  private static final int ROW = 17;

  /** Narrower boxes, in pixels, are left out. */
  private static final double NARROWEST = 0.3;

  /** Pixels of a letter. */
  private static final double LETTER = 7;

  private final GuestProfile profile;
  private final long cycles;

  ProfileReport(GuestProfile profile) {
    this.profile = profile;
    this.cycles = profile.stacks().stream().mapToLong(GuestProfile.Stack::cycles).sum();
  }

  /** Prints the hottest functions and the hottest chains of calls. */
  void print(PrintStream out) {
    out.printf(
        "%n%16s %6s %16s %6s %12s  %s%n", "own", "%", "with callees", "%", "calls", "function");
    for (GuestProfile.Function f : first(profile.functions(), FUNCTIONS)) {
      out.printf(
          Locale.ROOT,
          "%,16d %6.2f %,16d %6.2f %,12d  %s%n",
          f.own(),
          percent(f.own()),
          f.total(),
          percent(f.total()),
          f.calls(),
          f.name());
    }
    out.printf("%nhottest stacks (collapsed)%n");
    first(profile.stacks(), STACKS).forEach(stack -> out.println(stack.collapsed()));
  }

  private double percent(long part) {
    return cycles == 0 ? 0 : 100.0 * part / cycles;
  }

  private static <T> List<T> first(List<T> list, int most) {
    return list.subList(0, Math.min(list.size(), most));
  }

  /** The contents of a file: a picture if its name ends in {@code .svg}. */
  String graph(String name) {
    return name.endsWith(".svg")
        ? svg()
        : profile.stacks().stream()
            .map(stack -> stack.collapsed() + "\n")
            .collect(Collectors.joining());
  }

  /** A box of the flame graph: a function as called by the box below it. */
  private static final class Box {
    private final Map<String, Box> callees = new TreeMap<>();
    private long cycles;

    void add(List<String> functions, long count) {
      cycles += count;
      if (!functions.isEmpty()) {
        callees
            .computeIfAbsent(functions.getFirst(), _ -> new Box())
            .add(functions.subList(1, functions.size()), count);
      }
    }

    int depth() {
      return 1 + callees.values().stream().mapToInt(Box::depth).max().orElse(0);
    }
  }

  private String svg() {
    Box all = new Box();
    profile.stacks().forEach(stack -> all.add(stack.functions(), stack.cycles()));
    int height = all.depth() * ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="monospace" font-size="11">
        """
            .formatted(WIDTH, height));
    draw(svg, "all", all, 0, height - ROW);
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, String name, Box box, double x, int y) {
    double width = cycles == 0 ? WIDTH : (double) WIDTH * box.cycles / cycles;
    if (width < NARROWEST) {
      return;
    }
    int hue = 10 + Math.floorMod(name.hashCode(), 45);
    int letters = (int) (width / LETTER);
    String text =
        letters < 3 ? "" : name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
    svg.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %,d cycles, %.2f %%</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\""
                + " height=\"%d\" fill=\"hsl(%d,85%%,65%%)\" stroke=\"white\"/><text x=\"%.2f\""
                + " y=\"%d\">%s</text></g>%n",
            escaped(name),
            box.cycles,
            percent(box.cycles),
            x,
            y,
            width,
            ROW - 1,
            hue,
            x + 2,
            y + 12,
            escaped(text)));
    double at = x;
    for (Map.Entry<String, Box> callee : box.callees.entrySet()) {
      draw(svg, callee.getKey(), callee.getValue(), at, y - ROW);
      at += cycles == 0 ? 0 : (double) WIDTH * callee.getValue().cycles / cycles;
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
