package org.hierophant.sp1.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.hierophant.sp1.field.BabyBear;
import org.junit.jupiter.api.Test;

class BabyBearPermutationTest {
  @Test
  void permutesAsTheGeneralFormDoes() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      int[] state = random.ints(Poseidon2.WIDTH, 0, BabyBear.P).toArray();

      assertPermutesAlike(state);
    }
  }

  @Test
  void permutesTheGreatestElements() {
    int[] greatest = new int[Poseidon2.WIDTH];
    Arrays.fill(greatest, BabyBear.P - 1);

    assertPermutesAlike(greatest);
    IntStream.range(0, Poseidon2.WIDTH)
        .forEach(
            i -> {
              int[] one = new int[Poseidon2.WIDTH];
              one[i] = BabyBear.P - 1;
              assertPermutesAlike(one);
            });
  }

  private static void assertPermutesAlike(int[] state) {
    int[] expected = state.clone();
    Poseidon2.BABY_BEAR.permute(expected);
    int[] actual = state.clone();

    BabyBearPermutation.permute(actual);

    assertThat(actual).isEqualTo(expected);
  }
}
