package org.hierophant.sp1.executor;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.sp1.Generation;

/** Programs with what the SDKs gave for them, read from a compressed tar archive. */
final class CaseArchive {
  private static final int BLOCK_BYTES = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_DIGITS = 11;
  private static final int TYPE_AT = 156;

  private CaseArchive() {}

  /**
   * One program.
   *
   * @param expected the JSON beside it
   */
  record Case(Generation generation, String id, byte[] elf, byte[] stdin, String expected) {
    @Override
    public String toString() {
      return (generation == Generation.V5 ? "v5/" : "v6/") + id;
    }

    boolean isError() {
      return !text("error").isEmpty();
    }

    /** A number of the expectation, as unsigned. */
    long number(String key) {
      Matcher matcher = Pattern.compile("\"" + key + "\":\\s*(\\d+)").matcher(expected);
      if (!matcher.find()) {
        throw new AssertionError(this + " has no " + key);
      }
      return Long.parseUnsignedLong(matcher.group(1));
    }

    /** A string of the expectation; empty if there is none. */
    String text(String key) {
      Matcher matcher =
          Pattern.compile("\"" + key + "\":\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\"").matcher(expected);
      return matcher.find() ? matcher.group(1) : "";
    }
  }

  /** Cases by name, such as {@code v5/0123456789ab}. */
  static Map<String, Case> read(Path archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in = new ZstdInputStream(Files.newInputStream(archive))) {
      byte[] header = in.readNBytes(BLOCK_BYTES);
      while (header.length == BLOCK_BYTES && header[0] != 0) {
        int size = Integer.parseInt(text(header, SIZE_AT, SIZE_DIGITS).strip(), 8);
        byte[] content = in.readNBytes(size);
        in.skipNBytes((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
        if (header[TYPE_AT] == '0' || header[TYPE_AT] == 0) {
          files.put(text(header, 0, NAME_BYTES).replaceFirst("^\\./", ""), content);
        }
        header = in.readNBytes(BLOCK_BYTES);
      }
    }
    Map<String, Case> cases = new TreeMap<>();
    files.forEach(
        (name, content) -> {
          if (name.endsWith(".json")) {
            String base = name.substring(0, name.length() - ".json".length());
            cases.put(
                base,
                new Case(
                    base.startsWith("v5/") ? Generation.V5 : Generation.V6,
                    base.substring(3),
                    files.get(base + ".elf"),
                    files.get(base + ".stdin"),
                    new String(content, StandardCharsets.UTF_8)));
          }
        });
    return cases;
  }

  private static String text(byte[] block, int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    return new String(block, from, end - from, StandardCharsets.US_ASCII);
  }
}
