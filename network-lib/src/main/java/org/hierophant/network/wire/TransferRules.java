package org.hierophant.network.wire;

/** What keeps a transfer on the coordinator's own origin and inside one header line. */
final class TransferRules {
  private TransferRules() {}

  static void check(String path, String token) {
    Texts.printable("path", path, Texts.MAX_PATH_LENGTH);
    if (!path.startsWith("/") || path.startsWith("//") || !isVisibleAscii(path)) {
      throw new IllegalArgumentException("path must be absolute and on the same origin");
    }
    if (token.length() > Texts.MAX_TOKEN_LENGTH || !isVisibleAscii(token)) {
      throw new IllegalArgumentException("token must be visible ASCII");
    }
  }

  private static boolean isVisibleAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\');
  }
}
