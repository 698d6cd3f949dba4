package org.hierophant.network.wire;

import java.nio.charset.StandardCharsets;

/** Rules for the texts that cross the channel. */
public final class Texts {
  /** Longest detail of a failure or refusal, in UTF-8 bytes. */
  public static final int MAX_DETAIL_BYTES = 16 * 1024;

  static final int MAX_NAME_LENGTH = 64;
  static final int MAX_PATH_LENGTH = 1_024;
  static final int MAX_TOKEN_LENGTH = 1_024;
  static final int MAX_URL_LENGTH = 2_048;

  private Texts() {}

  /**
   * A text for people, fit to be sent: what does not print becomes a question mark, and of a text
   * that is too long the end is kept, where programs say why they died.
   */
  public static String detail(String text) {
    StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_DETAIL_BYTES));
    text.codePoints()
        .forEach(c -> printable.appendCodePoint(isControl(c) && c != '\n' && c != '\t' ? '?' : c));
    if (utf8Length(printable) <= MAX_DETAIL_BYTES) {
      return printable.toString();
    }
    String tail = printable.substring(Math.max(0, printable.length() - MAX_DETAIL_BYTES));
    while (utf8Length(tail) > MAX_DETAIL_BYTES || Character.isLowSurrogate(tail.charAt(0))) {
      int excess = Math.max(1, (utf8Length(tail) - MAX_DETAIL_BYTES) / 4);
      tail = tail.substring(excess);
    }
    return tail;
  }

  /**
   * @throws IllegalArgumentException if {@code text} is empty, longer than {@code maxLength} or has
   *     characters that do not print
   */
  static String printable(String field, String text, int maxLength) {
    if (text.isBlank() || text.length() > maxLength) {
      throw new IllegalArgumentException(field + " must have 1 to " + maxLength + " characters");
    }
    if (text.codePoints().anyMatch(Texts::isControl)) {
      throw new IllegalArgumentException(field + " must not have control characters");
    }
    return text;
  }

  static int utf8Length(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Also the marks that change the reading direction, and halves of a surrogate pair. */
  private static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
