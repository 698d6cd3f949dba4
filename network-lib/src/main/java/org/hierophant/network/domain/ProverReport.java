package org.hierophant.network.domain;

import java.util.Locale;

/**
 * How one prover of a worker does, for people.
 *
 * @param entry which entry of the worker's settings it is, such as {@code gpu-1}; 1 to {@value
 *     #MAX_ENTRY_CHARS} characters that print
 * @param reason why it is not usable, or not for everything that it is meant for; at most {@value
 *     #MAX_REASON_CHARS} characters that print
 */
public record ProverReport(String entry, Condition condition, String reason) {
  public static final int MAX_ENTRY_CHARS = 64;
  public static final int MAX_REASON_CHARS = 1_000;

  /** Numbers as on the worker channel. */
  public enum Condition {
    /** Its capabilities are among those of the worker. */
    USABLE(1),
    /** Not yet found out. */
    STARTING(2),
    /** Tried again, ever more seldom. */
    BROKEN(3);

    private final int number;

    Condition(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }

    /** As pages spell it, e.g. {@code Usable}. */
    public String label() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  /** Texts that are too long lose their ends, and what does not print becomes a space. */
  public ProverReport {
    entry = fit(entry.isBlank() ? "?" : entry, MAX_ENTRY_CHARS);
    reason = fit(reason, MAX_REASON_CHARS);
  }

  private static String fit(String text, int most) {
    StringBuilder fit = new StringBuilder(Math.min(text.length(), most));
    for (int at = 0; at < text.length() && fit.length() < most; at++) {
      char c = text.charAt(at);
      boolean prints =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE,
                Character.UNASSIGNED ->
                false;
            default -> true;
          };
      fit.append(prints ? c : ' ');
    }
    return fit.toString();
  }
}
