package org.hierophant.network.domain;

/**
 * Release of the proving system; a proof verifies only under its own. Shape: the text without the
 * {@code sp1-} prefix, e.g. {@code v6.1.0} or {@code v4.0.0-rc.3}; compared exactly.
 */
public record CircuitVersion(String text) {
  private static final String WIRE_PREFIX = "sp1-";
  private static final int MAX_LENGTH = 64;

  public CircuitVersion {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("circuit version must have 1 to 64 characters: " + text);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~') {
        throw new IllegalArgumentException(
            "circuit version must be printable ASCII without spaces");
      }
    }
  }

  /** Reads the network API's spelling, with or without the {@code sp1-} prefix. */
  public static CircuitVersion ofWire(String version) {
    return new CircuitVersion(
        version.startsWith(WIRE_PREFIX) ? version.substring(WIRE_PREFIX.length()) : version);
  }

  @Override
  public String toString() {
    return text;
  }
}
