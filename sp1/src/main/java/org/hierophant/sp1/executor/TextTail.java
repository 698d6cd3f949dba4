package org.hierophant.sp1.executor;

/**
 * The end of a text, of which any amount may come.
 *
 * <p><b>Limits.</b> The last {@value #TAIL_CHARS} UTF-16 code units.
 */
final class TextTail {
  private static final int TAIL_CHARS = 2048;

  private final StringBuilder tail = new StringBuilder();

  void append(CharSequence text) {
    tail.append(text, Math.max(0, text.length() - TAIL_CHARS), text.length());
    int from = Math.max(0, tail.length() - TAIL_CHARS);
    if (from < tail.length() && Character.isLowSurrogate(tail.charAt(from))) {
      from++; // its other half is gone
    }
    tail.delete(0, from);
  }

  @Override
  public String toString() {
    return tail.toString();
  }
}
