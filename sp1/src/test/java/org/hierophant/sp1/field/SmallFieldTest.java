package org.hierophant.sp1.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hierophant.sp1.field.SmallField.BABY_BEAR;
import static org.hierophant.sp1.field.SmallField.KOALA_BEAR;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallFieldTest {
  private static final List<SmallField> FIELDS = List.of(BABY_BEAR, KOALA_BEAR);
  private static final int[] CORNERS = {0, 1, 2, 3, 0x40000000, 0x70000000};

  private final Random random = new Random(7);

  @Test
  void agreesWithBigIntegers() {
    for (SmallField field : FIELDS) {
      int p = field.p();
      for (int a : samples(p)) {
        for (int b : samples(p)) {
          assertThat(field.add(a, b)).isEqualTo((int) (((long) a + b) % p));
          assertThat(field.subtract(a, b)).isEqualTo(Math.floorMod((long) a - b, p));
          assertThat(field.multiply(a, b)).isEqualTo(product(a, b, p));
        }
      }
    }
  }

  @Test
  void twoAdicGeneratorsHaveTheirOrder() {
    assertThat(BABY_BEAR.twoAdicGenerator()).isEqualTo(BABY_BEAR.power(BABY_BEAR.generator(), 15));
    assertThat(KOALA_BEAR.twoAdicGenerator())
        .isEqualTo(KOALA_BEAR.power(KOALA_BEAR.generator(), 127));
    for (SmallField field : FIELDS) {
      for (int k = 1; k <= field.twoAdicity(); k++) {
        assertThat(field.power(field.twoAdicGenerator(k), 1L << (k - 1))).isEqualTo(field.p() - 1);
      }
    }
    assertThatThrownBy(() -> KOALA_BEAR.twoAdicGenerator(25))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inversesOfManyAreTheInversesOfEach() {
    int[] elements = {1, 2, 3, BABY_BEAR.p() - 1, 12345};
    int[] inverses = elements.clone();
    BABY_BEAR.invertAll(inverses);

    for (int i = 0; i < elements.length; i++) {
      assertThat(BABY_BEAR.multiply(elements[i], inverses[i])).isOne();
      assertThat(BABY_BEAR.inverse(elements[i])).isEqualTo(inverses[i]);
    }
    int[] withZero = {5, 0};
    assertThatThrownBy(() -> KOALA_BEAR.invertAll(withZero))
        .isInstanceOf(ArithmeticException.class);
    assertThat(withZero).containsExactly(5, 0);
  }

  @Test
  void extensionsMultiplyAsPolynomials() {
    for (int round = 0; round < 1000; round++) {
      int[] a = coefficients(BABY_BEAR.p());
      int[] b = coefficients(BABY_BEAR.p());
      assertThat(BabyBearExtension.of(a, 0).times(BabyBearExtension.of(b, 0)).coefficients())
          .containsExactly(product(a, b, 11, BABY_BEAR.p()));
      a = coefficients(KOALA_BEAR.p());
      b = coefficients(KOALA_BEAR.p());
      assertThat(KoalaBearExtension.of(a, 0).times(KoalaBearExtension.of(b, 0)).coefficients())
          .containsExactly(product(a, b, 3, KOALA_BEAR.p()));
    }
  }

  @Test
  void extensionsDivide() {
    KoalaBearExtension[] elements = new KoalaBearExtension[20];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = KoalaBearExtension.of(coefficients(KOALA_BEAR.p()), 0);
      BabyBearExtension other = BabyBearExtension.of(coefficients(BABY_BEAR.p()), 0);
      assertThat(other.times(other.inverse())).isEqualTo(BabyBearExtension.ONE);
    }
    KoalaBearExtension[] inverses = elements.clone();
    QuarticExtension.invertAll(inverses);
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
