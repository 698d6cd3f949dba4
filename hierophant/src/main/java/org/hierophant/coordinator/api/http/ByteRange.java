package org.hierophant.coordinator.api.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What part of an artifact a {@code Range} header asks for. */
sealed interface ByteRange {
  /** All of it: no header, several ranges, or one we need not understand (RFC 9110, 14.2). */
  record Whole() implements ByteRange {}

  /** {@code count} bytes from {@code from} on; at least one. */
  record Part(long from, long count) implements ByteRange {}

  /** Nothing of what was asked for exists: 416. */
  record Unsatisfiable() implements ByteRange {}

  Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * @param header empty text for none
   * @param size of the artifact
   */
  static ByteRange parse(String header, long size) {
    Matcher matcher = SINGLE.matcher(header.strip());
    if (!matcher.matches()) {
      return new Whole();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), size);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (to < from) {
      return new Whole();
    }
    return from >= size ? new Unsatisfiable() : new Part(from, Math.min(to, size - 1) - from + 1);
  }

  private static ByteRange suffix(long wanted, long size) {
    long count = Math.min(wanted, size);
    return count == 0 ? new Unsatisfiable() : new Part(size - count, count);
  }
}
