package org.hierophant.sp1.verifier.fri;

import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;

/**
 * The argument that what is sent is what is received: every table sums up its fractions, how often
 * over which message, row by row, and the sums of all tables are zero together.
 *
 * <p><b>Shape.</b> A permutation column is the sum of two interactions' fractions; the last one
 * runs over the rows.
 *
 * <p><b>Source.</b> {@code eval_permutation_constraints} in {@code
 * crates/stark/src/permutation.rs}, sp1 v5.2.4.
 */
final class Lookups {
  private final BabyBearExtension start;
  private final BabyBearExtension[] weights = new BabyBearExtension[Interaction.WEIGHTS];

  /** With two challenges. */
  Lookups(BabyBearExtension start, BabyBearExtension base) {
    this.start = start;
    weights[0] = BabyBearExtension.ONE;
    for (int i = 1; i < weights.length; i++) {
      weights[i] = weights[i - 1].times(base);
    }
  }

  /** Adds the constraints of a table's permutation columns. */
  void constrain(Table table, Row row, Selectors selectors, Constraints constraints) {
    List<Interaction> interactions = table.chip().interactions();
    BabyBearExtension[] columns = table.permutation();
    BabyBearExtension[] nextColumns = table.nextPermutation();
    int last = columns.length - 1;
    for (int column = 0; column < last; column++) {
      int first = column * Parameters.INTERACTIONS_PER_COLUMN;
      BabyBearExtension product = BabyBearExtension.ONE;
      BabyBearExtension numerator = BabyBearExtension.ZERO;
      for (int i = first;
          i < Math.min(first + Parameters.INTERACTIONS_PER_COLUMN, interactions.size());
          i++) {
        Interaction interaction = interactions.get(i);
        BabyBearExtension denominator = interaction.denominator(row, start, weights);
        numerator = numerator.times(denominator).plus(interaction.numerator(row).times(product));
        product = product.times(denominator);
      }
      constraints.equal(product.times(columns[column]), numerator);
    }
    constraints.equalWhen(selectors.first(), columns[last], sumBefore(columns, last));
    constraints.equalWhen(
        selectors.transition(),
        nextColumns[last].minus(columns[last]),
        sumBefore(nextColumns, last));
    constraints.equalWhen(selectors.last(), columns[last], table.sum());
  }

  private static BabyBearExtension sumBefore(BabyBearExtension[] columns, int end) {
    BabyBearExtension sum = BabyBearExtension.ZERO;
    for (int i = 0; i < end; i++) {
      sum = sum.plus(columns[i]);
    }
    return sum;
  }
}
