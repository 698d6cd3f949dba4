package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.KeyMapV5;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.hash.Poseidon2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys that sp1-sdk takes without {@code VERIFY_VK}: 0, 0, 0 …; 1, 1, 1 …; up to 9999. */
class RecursionKeysTest {
  private static final int COUNT = 10_000;
  private static final int ENTRY_BYTES = 40;

  @TempDir private Path directory = Path.of("");

  /** The root in a proof that was made with these keys. */
  @Test
  void theRootIsThatWhichProofsClaim() throws FormatException {
    byte[] saved = Fixtures.readFromNetwork("sp1-v5/fibonacci/compressed-dummy-root.proof.bin");
    var compressed = (Sp1Proof.Compressed) ProofFromNetwork.parse(saved).proof();
    int[] claims = compressed.proof().proof().publicValues();

    int[] root = RecursionKeys.rootOf(KeyMapV5.parse(map(COUNT)));

    assertThat(root).isEqualTo(Arrays.copyOfRange(claims, 198, 206));
  }

  /** With as few leaves as hold the keys, also where all of them are taken. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "4, 4", "5, 8", "8, 8", "9, 16"})
  void theTreeIsAsHighAsItsKeysNeed(int count, int leaves) throws FormatException {
    List<int[]> nodes = new ArrayList<>();
    int levels = Integer.numberOfTrailingZeros(leaves);
    for (int leaf = 0; leaf < leaves; leaf++) {
      int place = levels == 0 ? 0 : Integer.reverse(leaf) >>> (Integer.SIZE - levels);
      nodes.add(place < count ? key(place).words() : new int[8]);
    }
    while (nodes.size() > 1) {
      List<int[]> above = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i += 2) {
        above.add(Poseidon2.BABY_BEAR.compress(nodes.get(i), nodes.get(i + 1)));
      }
      nodes = above;
    }

    assertThat(RecursionKeys.rootOf(KeyMapV5.parse(map(count)))).isEqualTo(nodes.getFirst());
  }

  @Test
  void aFileThatIsTheOneExpectedIsRead() throws IOException, FormatException {
    byte[] bytes = map(COUNT);
    int[] root = RecursionKeys.rootOf(KeyMapV5.parse(bytes));

    RecursionKeys keys = RecursionKeys.read(write(bytes), sha256(bytes), root);

    assertThat(keys.complete()).isTrue();
    assertThat(keys.root()).isEqualTo(root);
    for (int i = 0; i < COUNT; i++) {
      assertThat(keys.contain(key(i))).isTrue();
    }
    int[] between = key(17).words();
    between[7]++;
    assertThat(keys.contain(KeyDigest.ofWords(between))).isFalse();
    assertThat(keys.contain(key(COUNT))).isFalse();
  }

  @Test
  void aFileWithAnotherHashIsRefusedAndTheMessageSaysWhatToFetch() throws IOException {
    Path file = write(map(COUNT));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecursionKeys.read(file))
        .withMessageContaining(RecursionKeys.FILE_ADDRESS)
        .withMessageContaining(RecursionKeys.FILE_SHA_256);
  }

  @Test
  void keysWithAnotherRootAreRefused() throws IOException {
    byte[] bytes = map(COUNT - 1);
    Path file = write(bytes);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecursionKeys.read(file, sha256(bytes), new int[8]))
        .withMessageContaining("another root");
  }

  @Test
  void aFileThatIsNoMapIsRefused() throws IOException {
    byte[] unordered = map(3);
    unordered[8] = 2;
    byte[] repeated = map(3);
    System.arraycopy(repeated, 8, repeated, 8 + ENTRY_BYTES, ENTRY_BYTES - 8);
    byte[] misplaced = map(3);
    misplaced[8 + 2 * ENTRY_BYTES - 8] = 0;
    byte[] notCanonical = map(3);
    Arrays.fill(notCanonical, 8, 12, (byte) 0xff);
    byte[] longer = Arrays.copyOf(map(3), 8 + 3 * ENTRY_BYTES + 1);

    for (byte[] bytes :
        new byte[][] {unordered, repeated, misplaced, notCanonical, longer, map(0), {}}) {
      Path file = write(bytes);
      assertThatThrownBy(() -> RecursionKeys.read(file, sha256(bytes), new int[8]))
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void theTenKeysAscend() throws FormatException {
    KeyMapV5 ten = RecursionKeys.ofManyShards().keys();

    assertThat(ten.size()).isEqualTo(10);
    for (int i = 0; i < ten.size(); i++) {
      assertThat(ten.contains(KeyDigest.ofWords(ten.digest(i)))).isTrue();
    }
    assertThat(RecursionKeys.ofManyShards().complete()).isFalse();
  }

  private static KeyDigest key(int number) {
    int[] words = new int[8];
    Arrays.fill(words, number);
    return KeyDigest.ofWords(words);
  }

  private static byte[] map(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + ENTRY_BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(count);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < 8; k++) {
        bytes.putInt(i);
      }
      bytes.putLong(i);
    }
    return bytes.array();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("keys.bin"), bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
