package org.hierophant.sp1.format;

import java.util.Arrays;
import org.hierophant.sp1.field.SmallField;

/**
 * The digests of all keys that programs of the recursion may have, as SP1 v4 and v5 keep them.
 *
 * <p><b>Shape.</b> Counted: eight elements, then the key's place as a {@code u64}. Digests ascend,
 * and the places are 0, 1, 2 …, so that only the digests are kept.
 *
 * <p><b>Limits.</b> At most {@link #MOST_KEYS} of them.
 *
 * <p><b>Source.</b> {@code recursion_vk_map} in sp1 v5.2.4 {@code crates/prover/src/lib.rs}; {@code
 * build_vk_map_to_file} in {@code crates/prover/src/shapes.rs}.
 *
 * @param words flat digests, eight words each, ascending; the map's own, not to be written
 */
public record KeyMapV5(int[] words) {
  /** As many as the leaves of the tree over them. */
  public static final int MOST_KEYS = 1 << 19;

  /** Bytes of the longest such file. */
  public static final long MOST_BYTES = 8 + 40L * MOST_KEYS;

  private static final int DIGEST = 8;

  /**
   * Reads exactly one map.
   *
   * @throws FormatException if the bytes are not such a map, or more than it
   */
  public static KeyMapV5 parse(byte[] bytes) throws FormatException {
    BincodeReader in = BincodeReader.of(bytes);
    int count = in.count(40, "keys");
    if (count == 0 || count > MOST_KEYS) {
      throw in.refuse(0, count + " keys");
    }
    int[] words = new int[DIGEST * count];
    for (int i = 0; i < count; i++) {
      long at = in.offset();
      int[] digest = in.elements(DIGEST, SmallField.BABY_BEAR.p(), "key");
      System.arraycopy(digest, 0, words, DIGEST * i, DIGEST);
      if (i > 0 && compare(words, DIGEST * (i - 1), digest) >= 0) {
        throw in.refuse(at, "a key that does not ascend");
      }
      if (in.u64("place") != i) {
        throw in.refuse(at, "a key with another place than " + i);
      }
    }
    in.end("the keys");
    return new KeyMapV5(words);
  }

  /** How many keys there are. */
  public int size() {
    return words.length / DIGEST;
  }

  /** The eight words of a key's digest, copied. */
  public int[] digest(int place) {
    return Arrays.copyOfRange(words, DIGEST * place, DIGEST * (place + 1));
  }

  /** True if the digest is one of them. */
  public boolean contains(KeyDigest digest) {
    int[] sought = digest.words();
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(words, DIGEST * middle, sought);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return false;
  }

  private static int compare(int[] words, int at, int[] digest) {
    return Arrays.compare(words, at, at + DIGEST, digest, 0, DIGEST);
  }
}
