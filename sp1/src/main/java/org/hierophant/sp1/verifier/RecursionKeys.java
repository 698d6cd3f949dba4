package org.hierophant.sp1.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.KeyMapV5;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * The keys that the last program of a v5.0.0 recursion may have: either the ten that a proof of
 * several shards can end on, or all of them, from a file that SP1 publishes.
 *
 * <p>Without the file a proof of a single shard is not believed: it ends on one of some hundred
 * thousand programs, one for each shape of a shard.
 *
 * <p><b>Limits.</b> All keys take 16 MiB; reading them, three times that and about a second.
 *
 * <p><b>Thread.</b> Immutable: one instance serves all threads.
 *
 * <p><b>Source.</b> {@code RECURSION_VK_SET} and {@code RECURSION_VK_ROOT} in {@code
 * crates/verifier/src/compressed/internal.rs}; the file and its hash in {@code
 * crates/prover/build.rs}; the tree in {@code crates/recursion/circuit/src/merkle_tree.rs}; all in
 * sp1 v5.2.4.
 */
public final class RecursionKeys {
  /** The circuit version whose keys these are. */
  public static final String VERSION = "v5.0.0";

  /** Where SP1 publishes the file with all keys. */
  public static final String FILE_ADDRESS =
      "https://sp1-circuits.s3.us-east-2.amazonaws.com/vk-map-v5.0.0";

  /** SHA-256 of that file. */
  public static final String FILE_SHA_256 =
      "5e735f6e44f56e9eee91e5626252663afcc5263287d1c5980367b3f9f930a0e8";

  private static final int[] ROOT = {
    779620665, 657361014, 1275916220, 1016544356, 761269804, 102002516, 650304731, 1117171342
  };

  private static final int[] MANY_SHARDS = {
    34634639, 1077419460, 522716272, 128546022, 1650539826, 972283970, 1473949484, 380704775,
    85706223, 1525684246, 1199856741, 1391101846, 1792912762, 295614271, 314490649, 1502018005,
    356142876, 1489851626, 1124548079, 831410721, 766841921, 873142415, 1391251580, 877773505,
    425872273, 1461415488, 1244588344, 1060312257, 136306608, 1433707042, 1160776222, 524174492,
    644696378, 418018153, 1226441221, 255714996, 1786747034, 1510857876, 297601848, 1123969544,
    1025127812, 1127909068, 2003193535, 46492488, 1931961898, 127602006, 1372677902, 215288608,
    1040739925, 47152779, 1977995560, 1837254256, 1802612327, 901764869, 164811616, 522489358,
    1240986941, 319688287, 1532637695, 1295947740, 172448572, 77539038, 1604859325, 1247648270,
    1765892442, 1982418848, 1908858230, 1759206396, 617909919, 135099116, 1978826499, 195368607,
    1838947180, 300263103, 1583019599, 569344441, 1628950152, 1571784765, 194872493, 1215388499
  };

  private static final RecursionKeys OF_MANY_SHARDS =
      new RecursionKeys(ROOT, new KeyMapV5(MANY_SHARDS), false);

  private final int[] root;
  private final KeyMapV5 keys;
  private final boolean complete;

  RecursionKeys(int[] root, KeyMapV5 keys, boolean complete) {
    this.root = root.clone();
    this.keys = keys;
    this.complete = complete;
  }

  /** Those that proofs of several shards end on. */
  public static RecursionKeys ofManyShards() {
    return OF_MANY_SHARDS;
  }

  /**
   * All of them, from a copy of the file at {@link #FILE_ADDRESS}.
   *
   * @throws IOException if the file cannot be read
   * @throws FormatException if it is not a map of keys
   * @throws IllegalArgumentException if it is not the one that SP1 published
   */
  public static RecursionKeys read(Path file) throws IOException, FormatException {
    return read(file, FILE_SHA_256, ROOT);
  }

  static RecursionKeys read(Path file, String sha256, int[] root)
      throws IOException, FormatException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes((int) KeyMapV5.MOST_BYTES + 1); // a longer one has another hash
    }
    String hash = sha256(bytes);
    if (!hash.equals(sha256)) {
      throw new IllegalArgumentException(
          "%s has SHA-256 %s, not %s: fetch %s".formatted(file, hash, sha256, FILE_ADDRESS));
    }
    KeyMapV5 keys = KeyMapV5.parse(bytes);
    if (!Arrays.equals(rootOf(keys), root)) {
      throw new IllegalArgumentException(file + " has keys with another root");
    }
    return new RecursionKeys(root, keys, true);
  }

  /** What the tree's root must be in a proof's claims: 8 words. */
  int[] root() {
    return root.clone();
  }

  KeyMapV5 keys() {
    return keys;
  }

  /** True if these are all there are. */
  public boolean complete() {
    return complete;
  }

  /** True if a program with this key may be the last. */
  boolean contain(KeyDigest digest) {
    return keys.contains(digest);
  }

  /**
   * The root of the tree over the keys: a leaf's place is written with its bits reversed, and
   * leaves without a key are zeros.
   */
  static int[] rootOf(KeyMapV5 keys) {
    return node(keys, Integer.SIZE - Integer.numberOfLeadingZeros(keys.size() - 1), 0, 0);
  }

  /**
   * A node of the tree.
   *
   * @param levels below it
   * @param depth levels above it
   */
  private static int[] node(KeyMapV5 keys, int levels, int depth, int position) {
    if (levels == 0) {
      int place = depth == 0 ? 0 : Integer.reverse(position) >>> (Integer.SIZE - depth);
      return place < keys.size() ? keys.digest(place) : new int[Poseidon2.RATE];
    }
    return Poseidon2.BABY_BEAR.compress(
        node(keys, levels - 1, depth + 1, 2 * position),
        node(keys, levels - 1, depth + 1, 2 * position + 1));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
