package org.hierophant.network.transfer;

/**
 * How an artifact's bytes are written. Clients of sp1-sdk 6 and later send zstd and say so nowhere;
 * as the little-endian length that a plain artifact starts with, the magic would mean more than
 * 4·10⁹ elements.
 *
 * <p><b>Source.</b> artifact upload of sp1-sdk 6.0.0; RFC 8878 section 3.1.1 for the magic.
 */
public enum Encoding {
  PLAIN,
  ZSTD;

  /** How many first bytes {@link #of} needs to see. */
  public static final int MAGIC_BYTES = 4;

  private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  /**
   * Recognises the encoding by its first bytes.
   *
   * @param length how many bytes of {@code start} are there; fewer than four are plain
   */
  public static Encoding of(byte[] start, int length) {
    if (length < MAGIC_BYTES) {
      return PLAIN;
    }
    for (int i = 0; i < MAGIC_BYTES; i++) {
      if (start[i] != ZSTD_MAGIC[i]) {
        return PLAIN;
      }
    }
    return ZSTD;
  }
}
