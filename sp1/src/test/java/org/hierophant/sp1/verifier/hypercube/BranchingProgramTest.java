package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.junit.jupiter.api.Test;

class BranchingProgramTest {
  private static final int BITS = 3;

  /** Of all numbers of three bits, rows also of two: an index one bit longer tells an overflow. */
  @Test
  void isOneWhereARowOfAColumnIs() {
    for (int row = 0; row < 1 << (BITS - 1); row++) {
      for (int index = 0; index < 1 << BITS; index++) {
        for (int start = 0; start < 1 << BITS; start++) {
          for (int end = 0; end < 1 << BITS; end++) {
            boolean inside = index == start + row && index < end;
            assertThat(
                    BranchingProgram.evaluate(
                        point(row, BITS - 1),
                        point(index, BITS),
                        point(start, BITS),
                        point(end, BITS)))
                .as("row %d, index %d, from %d to %d", row, index, start, end)
                .isEqualTo(inside ? KoalaBearExtension.ONE : KoalaBearExtension.ZERO);
          }
        }
      }
    }
  }

  @Test
  void isLinearInEachCoordinate() {
    Random random = new Random(6);
    KoalaBearExtension[][] points = new KoalaBearExtension[4][];
    for (int i = 0; i < points.length; i++) {
      points[i] = Points.random(BITS, random);
    }
    for (KoalaBearExtension[] point : points) {
      for (int i = 0; i < BITS; i++) {
        KoalaBearExtension x = point[i];
        KoalaBearExtension value = evaluate(points);
        point[i] = KoalaBearExtension.ZERO;
        KoalaBearExtension at0 = evaluate(points);
        point[i] = KoalaBearExtension.ONE;
        KoalaBearExtension at1 = evaluate(points);
        point[i] = x;
        assertThat(Multilinear.between(at0, at1, x)).isEqualTo(value);
      }
    }
  }

  private static KoalaBearExtension evaluate(KoalaBearExtension[][] points) {
    return BranchingProgram.evaluate(points[0], points[1], points[2], points[3]);
  }

  private static KoalaBearExtension[] point(int number, int bits) {
    return Points.ofBits(number, bits);
  }
}
