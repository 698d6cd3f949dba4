package org.hierophant.sp1.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallFieldTest {
  private static final int[] CORNERS = {0, 1, 2, 3, 0x40000000, 0x70000000};

  private final Random random = new Random(7);

  @Test
  void agreesWithBigIntegers() {
    for (int a : samples(BabyBear.P)) {
      for (int b : samples(BabyBear.P)) {
        assertThat(BabyBear.add(a, b)).isEqualTo((int) (((long) a + b) % BabyBear.P));
        assertThat(BabyBear.subtract(a, b)).isEqualTo(Math.floorMod((long) a - b, BabyBear.P));
        assertThat(BabyBear.multiply(a, b)).isEqualTo(product(a, b, BabyBear.P));
      }
    }
    for (int a : samples(KoalaBear.P)) {
      for (int b : samples(KoalaBear.P)) {
        assertThat(KoalaBear.add(a, b)).isEqualTo((int) (((long) a + b) % KoalaBear.P));
        assertThat(KoalaBear.subtract(a, b)).isEqualTo(Math.floorMod((long) a - b, KoalaBear.P));
        assertThat(KoalaBear.multiply(a, b)).isEqualTo(product(a, b, KoalaBear.P));
      }
    }
  }

  @Test
  void twoAdicGeneratorsHaveTheirOrder() {
    assertThat(BabyBear.TWO_ADIC_GENERATOR).isEqualTo(BabyBear.power(BabyBear.GENERATOR, 15));
    assertThat(KoalaBear.TWO_ADIC_GENERATOR).isEqualTo(KoalaBear.power(KoalaBear.GENERATOR, 127));
    for (int k = 1; k <= BabyBear.TWO_ADICITY; k++) {
      assertThat(BabyBear.power(BabyBear.twoAdicGenerator(k), 1L << (k - 1)))
          .isEqualTo(BabyBear.P - 1);
    }
    for (int k = 1; k <= KoalaBear.TWO_ADICITY; k++) {
      assertThat(KoalaBear.power(KoalaBear.twoAdicGenerator(k), 1L << (k - 1)))
          .isEqualTo(KoalaBear.P - 1);
    }
    assertThatThrownBy(() -> KoalaBear.twoAdicGenerator(25))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inversesOfManyAreTheInversesOfEach() {
    int[] elements = {1, 2, 3, BabyBear.P - 1, 12345};
    int[] inverses = elements.clone();
    BabyBear.invertAll(inverses);

    for (int i = 0; i < elements.length; i++) {
      assertThat(BabyBear.multiply(elements[i], inverses[i])).isOne();
      assertThat(BabyBear.inverse(elements[i])).isEqualTo(inverses[i]);
    }
    int[] withZero = {5, 0};
    assertThatThrownBy(() -> KoalaBear.invertAll(withZero)).isInstanceOf(ArithmeticException.class);
    assertThat(withZero).containsExactly(5, 0);
  }

  @Test
  void extensionsMultiplyAsPolynomials() {
    for (int round = 0; round < 1000; round++) {
      int[] a = coefficients(BabyBear.P);
      int[] b = coefficients(BabyBear.P);
      assertThat(BabyBearExtension.of(a, 0).times(BabyBearExtension.of(b, 0)).coefficients())
          .containsExactly(product(a, b, 11, BabyBear.P));
      a = coefficients(KoalaBear.P);
      b = coefficients(KoalaBear.P);
      assertThat(KoalaBearExtension.of(a, 0).times(KoalaBearExtension.of(b, 0)).coefficients())
          .containsExactly(product(a, b, 3, KoalaBear.P));
    }
  }

  @Test
  void extensionsDivide() {
    KoalaBearExtension[] elements = new KoalaBearExtension[20];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = KoalaBearExtension.of(coefficients(KoalaBear.P), 0);
      BabyBearExtension other = BabyBearExtension.of(coefficients(BabyBear.P), 0);
      assertThat(other.times(other.inverse())).isEqualTo(BabyBearExtension.ONE);
    }
    KoalaBearExtension[] inverses = elements.clone();
    KoalaBearExtension.invertAll(inverses);
    for (int i = 0; i < elements.length; i++) {
      assertThat(elements[i].times(inverses[i])).isEqualTo(KoalaBearExtension.ONE);
      assertThat(elements[i].dividedBy(elements[i])).isEqualTo(KoalaBearExtension.ONE);
    }
    assertThatThrownBy(KoalaBearExtension.ZERO::inverse).isInstanceOf(ArithmeticException.class);
  }

  private int[] samples(int p) {
    int[] samples = new int[40];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = i < CORNERS.length ? CORNERS[i] : random.nextInt(p);
    }
    samples[6] = p - 1;
    samples[7] = p - 2;
    return samples;
  }

  private int[] coefficients(int p) {
    int[] coefficients = new int[4];
    for (int i = 0; i < 4; i++) {
      coefficients[i] = random.nextInt(8) == 0 ? p - 1 : random.nextInt(p);
    }
    return coefficients;
  }

  private static int product(int a, int b, int p) {
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .mod(BigInteger.valueOf(p))
        .intValue();
  }

  private static int[] product(int[] a, int[] b, int w, int p) {
    BigInteger[] sums = new BigInteger[4];
    java.util.Arrays.fill(sums, BigInteger.ZERO);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        BigInteger term = BigInteger.valueOf(a[i]).multiply(BigInteger.valueOf(b[j]));
        sums[(i + j) % 4] =
            sums[(i + j) % 4].add(i + j < 4 ? term : term.multiply(BigInteger.valueOf(w)));
      }
    }
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      result[i] = sums[i].mod(BigInteger.valueOf(p)).intValue();
    }
    return result;
  }
}
