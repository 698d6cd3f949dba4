package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.junit.jupiter.api.Test;

class MultilinearTest {
  private static final int BITS = 4;

  private final Random random = new Random(6);

  @Test
  void anIndexIsAPointOfItsBits() {
    KoalaBearExtension[] values = Points.random(1 << BITS, random);

    for (int i = 0; i < values.length; i++) {
      assertThat(Multilinear.evaluate(values, Points.ofBits(i, BITS))).isEqualTo(values[i]);
    }
  }

  @Test
  void missingValuesAreZero() {
    KoalaBearExtension[] values = Points.random(11, random);
    KoalaBearExtension[] point = Points.random(BITS, random);
    KoalaBearExtension[] padded = Points.ofBits(0, 1 << BITS);
    System.arraycopy(values, 0, padded, 0, values.length);

    assertThat(Multilinear.evaluate(values, point)).isEqualTo(Multilinear.evaluate(padded, point));
  }

  @Test
  void equalityOfBitsIsTheWeightOfTheirIndex() {
    KoalaBearExtension[] point = Points.random(BITS, random);
    KoalaBearExtension[] weights = Multilinear.weights(point);
    KoalaBearExtension factor = Points.random(1, random)[0];

    for (int i = 0; i < weights.length; i++) {
      assertThat(Multilinear.equal(Points.ofBits(i, BITS), point)).isEqualTo(weights[i]);
      assertThat(Multilinear.equalBits(i, BITS, point, 0, factor))
          .isEqualTo(weights[i].times(factor));
    }
  }

  @Test
  void indicesFromAHeightOnWeighWhatTheyWeighTogether() {
    KoalaBearExtension[] point = Points.random(BITS, random);
    KoalaBearExtension[] weights = Multilinear.weights(point);

    for (int height = 0; height <= 1 << BITS; height++) {
      KoalaBearExtension expected = KoalaBearExtension.ZERO;
      for (int i = height; i < weights.length; i++) {
        expected = expected.plus(weights[i]);
      }
      int[] bits = new int[BITS + 1];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = (height >>> (BITS - i)) & 1;
      }
      assertThat(Multilinear.atLeast(bits, point)).as("height " + height).isEqualTo(expected);
    }
  }

  @Test
  void logarithmsAreRoundedUp() {
    assertThat(Multilinear.logOfCeiling(1)).isZero();
    assertThat(Multilinear.logOfCeiling(2)).isEqualTo(1);
    assertThat(Multilinear.logOfCeiling(53)).isEqualTo(6);
    assertThat(Multilinear.logOfCeiling(64)).isEqualTo(6);
    assertThat(Multilinear.logOfCeiling(65)).isEqualTo(7);
  }
}
