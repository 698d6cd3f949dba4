package org.hierophant.coordinator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hierophant.coordinator.intake.ProgramKeys.Match;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.DigestShape;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV5.PreprocessedChip;
import org.junit.jupiter.api.Test;

class ParsedProgramKeysTest {
  private static final VerifyingKeyV5 FIVE =
      new VerifyingKeyV5(
          new int[] {1, 2, 3, 4, 5, 6, 7, 8},
          0x0020_0000,
          VerifyingKeyV5.zeroSum(),
          List.of(
              new PreprocessedChip("Program", 19, 31, 12, 1 << 19),
              new PreprocessedChip("Byte", 16, 31, 11, 1 << 16)),
          Map.of("Program", 0L, "Byte", 1L),
          DigestShape.FIELD);

  private final ParsedProgramKeys keys = new ParsedProgramKeys();

  @Test
  void bothSpellingsOfAHashNameTheKey() throws Exception {
    VerifyingKey six = VerifyingKey.parse(sample(), Generation.V6);

    for (VerifyingKey key : List.of(FIVE, six)) {
      assertThat(keys.check(key.toByteArray(), hash(key.digest().hashBytes())))
          .isEqualTo(Match.SAME);
      assertThat(keys.check(key.toByteArray(), hash(key.digest().bytes32Raw())))
          .isEqualTo(Match.SAME);
    }
  }

  @Test
  void aKeyOfFourIsWrittenLikeOneOfFiveAndHashedDifferently() {
    KeyDigest four = FIVE.digestOfV4();

    assertThat(four).isNotEqualTo(FIVE.digest());
    assertThat(keys.check(FIVE.toByteArray(), hash(four.bytes32Raw()))).isEqualTo(Match.SAME);
  }

  @Test
  void anotherKeysHashIsDifferent() throws Exception {
    assertThat(keys.check(FIVE.toByteArray(), Samples.vkHash(1))).isEqualTo(Match.DIFFERENT);
    assertThat(keys.check(sample(), hash(FIVE.digest().hashBytes()))).isEqualTo(Match.DIFFERENT);
  }

  @Test
  void bytesThatAreNoKeyAreUnreadable() throws Exception {
    byte[] cut = Arrays.copyOf(sample(), sample().length - 1);

    assertThat(keys.check(new byte[0], Samples.vkHash(1))).isEqualTo(Match.UNREADABLE);
    assertThat(keys.check(cut, Samples.vkHash(1))).isEqualTo(Match.UNREADABLE);
  }

  private static byte[] sample() throws IOException {
    return Files.readAllBytes(Path.of(System.getProperty("hierophant.root"), "samples/echo/v6.vk"));
  }

  private static VkHash hash(byte[] bytes) {
    return VkHash.of(bytes);
  }
}
