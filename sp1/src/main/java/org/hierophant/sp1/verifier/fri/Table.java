package org.hierophant.sp1.verifier.fri;

import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.ShardProofV5.ChipValues;

/**
 * A chip's table in a proof of checked shape.
 *
 * @param logHeight base 2 logarithm of its rows
 */
record Table(Chip chip, ChipValues values, int logHeight) {

  /** What its columns evaluate to at the challenged point. */
  Row row() {
    return Row.of(values.mainLocal(), values.preprocessedLocal());
  }

  /** The same a row further. */
  Row nextRow() {
    return Row.of(values.mainNext(), values.preprocessedNext());
  }

  /** What its permutation columns evaluate to there. */
  BabyBearExtension[] permutation() {
    return combined(values.permutationLocal());
  }

  /** The same a row further. */
  BabyBearExtension[] nextPermutation() {
    return combined(values.permutationNext());
  }

  /** The sum of its fractions. */
  BabyBearExtension sum() {
    return BabyBearExtension.of(values.localSum(), 0);
  }

  Matrix preprocessed() {
    return new Matrix(
        chip.preprocessedColumns(),
        logHeight,
        opened(values.preprocessedLocal(), values.preprocessedNext()));
  }

  Matrix main() {
    return new Matrix(chip.mainColumns(), logHeight, opened(values.mainLocal(), values.mainNext()));
  }

  Matrix permutationMatrix() {
    return new Matrix(
        QuarticExtension.DEGREE * chip.permutationColumns(),
        logHeight,
        List.of(values.permutationLocal(), values.permutationNext()));
  }

  /** One for each part of its quotient. */
  List<Matrix> quotient() {
    return values.quotient().stream()
        .map(chunk -> new Matrix(QuarticExtension.DEGREE, logHeight, List.of(chunk)))
        .toList();
  }

  private List<int[]> opened(int[] local, int[] next) {
    return chip.localOnly() ? List.of(local) : List.of(local, next);
  }

  private static BabyBearExtension[] combined(int[] flat) {
    int words = QuarticExtension.DEGREE * QuarticExtension.DEGREE;
    BabyBearExtension[] elements = new BabyBearExtension[flat.length / words];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Blocks.combine(flat, QuarticExtension.DEGREE * i);
    }
    return elements;
  }
}
