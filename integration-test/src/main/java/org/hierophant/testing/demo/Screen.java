package org.hierophant.testing.demo;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo writes: labelled rows, and one live line. A terminal redraws the live line;
 * elsewhere each new state of it is a line of its own, percentages are not.
 *
 * <p><b>Limits.</b> Live lines are cut at {@value #WIDTH} columns.
 *
 * <p><b>Thread.</b> Any.
 */
final class Screen {
  static final int WIDTH = 100;
  private static final int INDENT = 14;
  private static final int BAR = 24;
  private static final String TO_START_AND_CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final boolean blocks;
  private String lastState = "";
  private boolean isLive;
  private boolean isClosed;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.blocks = out.charset().newEncoder().canEncode("█░");
  }

  static Screen ofProcess(PrintStream out) {
    @Nullable Console console = System.console();
    return new Screen(out, console != null && console.isTerminal());
  }

  synchronized void line(String text) {
    if (isClosed) {
      return;
    }
    clear();
    out.println(text);
    out.flush();
  }

  /** Text with a label before it, in as many rows as it takes. */
  void row(String label, String text) {
    String before = label;
    for (String part : Format.wrap(text, WIDTH - INDENT)) {
      raw(before, part);
      before = "";
    }
  }

  /** As it is, with its own spaces. */
  void raw(String label, String text) {
    line("  %-11s %s".formatted(label, text));
  }

  /**
   * @param state what is worth a line where nothing can be redrawn
   * @param detail what changes all the time
   * @param elapsed so does this
   */
  synchronized void live(String state, String detail, String elapsed) {
    if (isClosed) {
      return;
    }
    if (terminal) {
      String text = "  %-21s %-34s %9s".formatted(state, detail, elapsed);
      out.print(TO_START_AND_CLEAR + text.substring(0, Math.min(text.length(), WIDTH - 1)));
      out.flush();
      isLive = true;
    } else if (!state.equals(lastState)) {
      out.println("  " + state.stripTrailing());
      out.flush();
    }
    lastState = state;
  }

  /** One last line; nothing is shown any more, whoever still has something to say. */
  synchronized void close(String text) {
    line(text);
    isClosed = true;
  }

  private void clear() {
    if (isLive) {
      out.print(TO_START_AND_CLEAR);
      isLive = false;
    }
  }

  String bar(int percent) {
    int full = Math.clamp(percent, 0, 100) * BAR / 100;
    return (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : ".").repeat(BAR - full);
  }
}
