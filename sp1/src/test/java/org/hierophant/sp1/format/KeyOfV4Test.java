package org.hierophant.sp1.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hierophant.sp1.format.VerifyingKeyV5.PreprocessedChip;
import org.hierophant.sp1.hash.Poseidon2;
import org.junit.jupiter.api.Test;

class KeyOfV4Test {
  /** Commitment, start, sum, and of each chip log2, size, shift and generator of its domain. */
  @Test
  void theHashOfFourLeavesOutDimensionsAndNames() {
    int[] commit = {1, 2, 3, 4, 5, 6, 7, 8};
    VerifyingKeyV5 key =
        new VerifyingKeyV5(
            commit,
            9,
            VerifyingKeyV5.zeroSum(),
            List.of(new PreprocessedChip("Byte", 1, 31, 11, 2)),
            Map.of("Byte", 0L),
            DigestShape.FIELD);
    int[] input =
        Stream.of(
                commit,
                new int[] {9},
                VerifyingKeyV5.zeroSum(),
                new int[] {1, 2, 31, Fields.BABY_BEAR - 1}) // -1 generates the two roots of one
            .flatMapToInt(IntStream::of)
            .toArray();

    assertThat(key.digestOfV4())
        .isEqualTo(KeyDigest.ofWords(Poseidon2.BABY_BEAR.hash(input)))
        .isNotEqualTo(key.digest());
  }
}
