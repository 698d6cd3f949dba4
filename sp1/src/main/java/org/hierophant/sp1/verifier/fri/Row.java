package org.hierophant.sp1.verifier.fri;

import java.util.Arrays;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.field.QuarticExtension;

/** What a chip's columns evaluate to at one point. */
record Row(BabyBearExtension[] main, BabyBearExtension[] preprocessed) {
  /** From flat extension elements. */
  static Row of(int[] main, int[] preprocessed) {
    return new Row(elements(main), elements(preprocessed));
  }

  BabyBearExtension main(int column) {
    return main[column];
  }

  BabyBearExtension preprocessed(int column) {
    return preprocessed[column];
  }

  /** Four main columns, the coefficients of an extension element. */
  BabyBearExtension[] block(int firstMainColumn) {
    return Arrays.copyOfRange(main, firstMainColumn, firstMainColumn + QuarticExtension.DEGREE);
  }

  private static BabyBearExtension[] elements(int[] flat) {
    BabyBearExtension[] elements = new BabyBearExtension[flat.length / QuarticExtension.DEGREE];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = BabyBearExtension.of(flat, QuarticExtension.DEGREE * i);
    }
    return elements;
  }
}
