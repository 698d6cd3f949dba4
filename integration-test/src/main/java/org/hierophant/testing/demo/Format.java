package org.hierophant.testing.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Numbers and bytes as people read them. */
final class Format {
  private static final long MEANINGFUL_CYCLES = 1_000_000;
  private static final int MAX_BYTES = 36;

  private Format() {}

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }

  /** Of a short run it would say more about starting than about running. */
  static Optional<String> speed(long cycles, Duration took) {
    if (cycles < MEANINGFUL_CYCLES || !took.isPositive()) {
      return Optional.empty();
    }
    return Optional.of(String.format(Locale.ROOT, "%.1f MHz", cycles * 1e3 / took.toNanos()));
  }

  static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s", number, what);
  }

  /** The first bytes in hex. */
  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_BYTES))
        + (bytes.length > MAX_BYTES ? "…" : "");
  }

  /**
   * The first bytes as little-endian 32-bit numbers, unsigned; bytes that fill none are left out.
   */
  static String words(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    StringJoiner words = new StringJoiner(" ");
    while (buffer.remaining() >= Integer.BYTES && buffer.position() < MAX_BYTES) {
      words.add(Integer.toUnsignedString(buffer.getInt()));
    }
    return words + (buffer.remaining() >= Integer.BYTES ? " …" : "");
  }

  /** Words put into lines of at most so many columns; a longer word has a line of its own. */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
