package org.hierophant.testing.real;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What was checked so far, a line each: {@code ok} or {@code FAILED}, and what else is worth it.
 */
final class Tally {
  private static final double MILLIS_IN_SECOND = 1000;

  private final PrintStream out;
  private int failed;

  Tally(PrintStream out) {
    this.out = out;
  }

  /** Something that is right if it comes to its end. */
  @FunctionalInterface
  interface Check {
    void make() throws WrongException, IOException, InterruptedException;
  }

  /** It was not as it must be: the message is all there is to see. */
  static final class WrongException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongException(String message) {
      super(message);
    }
  }

  /** True if it was right. */
  boolean check(String name, Check check) throws InterruptedException {
    try {
      check.make();
      out.println("ok      " + name);
      return true;
    } catch (WrongException | IOException | IllegalStateException e) {
      failed++;
      out.println("FAILED  " + name);
      String.valueOf(e.getMessage()).lines().forEach(line -> out.println("        " + line));
      return false;
    }
  }

  void say(String format, Object... arguments) {
    out.println("        " + format.formatted(arguments));
  }

  void skipped(String what) {
    out.println("skipped " + what);
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / MILLIS_IN_SECOND);
  }

  boolean isGood() {
    return failed == 0;
  }
}
