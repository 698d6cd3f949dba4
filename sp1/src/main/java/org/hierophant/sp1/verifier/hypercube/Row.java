package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;

/** What a chip's columns evaluate to at one point. */
record Row(KoalaBearExtension[] main, KoalaBearExtension[] preprocessed) {
  /** From flat extension elements. */
  static Row of(int[] main, int[] preprocessed) {
    return new Row(Multilinear.elements(main), Multilinear.elements(preprocessed));
  }

  /** The row that fills a table up to the height all tables have in the argument. */
  static Row padding(Chip chip) {
    return new Row(zeros(chip.mainColumns()), zeros(chip.preprocessedColumns()));
  }

  KoalaBearExtension main(int column) {
    return main[column];
  }

  KoalaBearExtension preprocessed(int column) {
    return preprocessed[column];
  }

  /** Four main columns, the coefficients of an extension element. */
  KoalaBearExtension[] block(int firstMainColumn) {
    return Arrays.copyOfRange(main, firstMainColumn, firstMainColumn + QuarticExtension.DEGREE);
  }

  /**
   * All columns, main before preprocessed, combined by the powers of a challenge from the first on.
   */
  KoalaBearExtension combined(KoalaBearExtension challenge) {
    KoalaBearExtension sum = KoalaBearExtension.ZERO;
    for (int i = preprocessed.length - 1; i >= 0; i--) {
      sum = sum.plus(preprocessed[i]).times(challenge);
    }
    for (int i = main.length - 1; i >= 0; i--) {
      sum = sum.plus(main[i]).times(challenge);
    }
    return sum;
  }

  private static KoalaBearExtension[] zeros(int count) {
    KoalaBearExtension[] zeros = new KoalaBearExtension[count];
    Arrays.fill(zeros, KoalaBearExtension.ZERO);
    return zeros;
  }
}
