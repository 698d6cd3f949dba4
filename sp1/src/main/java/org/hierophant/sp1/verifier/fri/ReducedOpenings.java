package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.ShardProofV5.Batch;

/**
 * Turns the claim that columns have certain values at a point into one that a codeword is of low
 * degree: (p(x) - p(z)) / (x - z) is, if p is and p(z) is right. All columns of one height are
 * combined to one codeword by the powers of a challenge.
 *
 * <p><b>Thread.</b> Immutable.
 *
 * <p><b>Source.</b> {@code verify} in {@code src/two_adic_pcs.rs}, p3-fri 0.2.3-succinct.
 */
final class ReducedOpenings {
  private static final int WORDS = QuarticExtension.DEGREE;

  /**
   * A matrix's part in its codeword.
   *
   * @param weights what the first column's quotient is multiplied by, at each point
   * @param values all columns' values at each point, combined
   */
  private record Term(
      int commitment,
      int matrix,
      int logHeight,
      BabyBearExtension[] weights,
      BabyBearExtension[] values) {}

  private final int logBlowUp;
  private final int logHeight;
  private final List<Term> terms = new ArrayList<>();

  /** The heights of matrices, ascending. */
  private final int[] logHeights;

  /** For each of them the point, and the one a row further. */
  private final BabyBearExtension[] points;

  /** Of the challenge, flat. */
  private final int[] powers;

  ReducedOpenings(
      Parameters parameters,
      List<Commitment> commitments,
      BabyBearExtension point,
      BabyBearExtension challenge) {
    logBlowUp = parameters.logBlowUp();
    List<Matrix> matrices =
        commitments.stream().flatMap(commitment -> commitment.matrices().stream()).toList();
    logHeights = matrices.stream().mapToInt(Matrix::logHeight).sorted().distinct().toArray();
    logHeight = logHeights[logHeights.length - 1];
    points = new BabyBearExtension[2 * logHeights.length];
    for (int i = 0; i < logHeights.length; i++) {
      points[2 * i] = point;
      points[2 * i + 1] = point.times(BABY_BEAR.twoAdicGenerator(logHeights[i]));
    }
    powers = powers(challenge, matrices.stream().mapToInt(Matrix::columns).max().orElseThrow() + 1);
    BabyBearExtension[] nextWeights = new BabyBearExtension[logHeight + 1];
    Arrays.fill(nextWeights, BabyBearExtension.ONE);
    for (int i = 0; i < commitments.size(); i++) {
      for (int k = 0; k < commitments.get(i).matrices().size(); k++) {
        terms.add(term(i, k, commitments.get(i).matrices().get(k), nextWeights));
      }
    }
  }

  private Term term(int commitment, int index, Matrix matrix, BabyBearExtension[] nextWeights) {
    int count = matrix.values().size();
    BabyBearExtension[] weights = new BabyBearExtension[count];
    BabyBearExtension[] values = new BabyBearExtension[count];
    for (int i = 0; i < count; i++) {
      weights[i] = nextWeights[matrix.logHeight()];
      values[i] = combineExtension(matrix.values().get(i));
      nextWeights[matrix.logHeight()] =
          weights[i].times(BabyBearExtension.of(powers, WORDS * matrix.columns()));
    }
    return new Term(commitment, index, matrix.logHeight(), weights, values);
  }

  /**
   * The codewords' elements at one query.
   *
   * @param x the longest codeword's element of the group at this index
   * @param batches the rows opened there, of checked shape
   * @return by base 2 logarithm of the codeword's length; zero where there is none
   */
  BabyBearExtension[] at(int x, List<Batch> batches) {
    BabyBearExtension[] inverses = inverses(x);
    BabyBearExtension[] reduced = new BabyBearExtension[logHeight + logBlowUp + 1];
    Arrays.fill(reduced, BabyBearExtension.ZERO);
    for (Term term : terms) {
      BabyBearExtension row = combine(batches.get(term.commitment).rows().get(term.matrix));
      int height = Arrays.binarySearch(logHeights, term.logHeight);
      BabyBearExtension sum = reduced[term.logHeight + logBlowUp];
      for (int i = 0; i < term.weights.length; i++) {
        sum =
            sum.plus(
                row.minus(term.values[i]).times(term.weights[i]).times(inverses[2 * height + i]));
      }
      reduced[term.logHeight + logBlowUp] = sum;
    }
    return reduced;
  }

  /** Of the distances to all points: on the codeword of a height lies a power of x, shifted. */
  private BabyBearExtension[] inverses(int x) {
    BabyBearExtension[] inverses = new BabyBearExtension[points.length];
    int power = x;
    int height = logHeight;
    for (int i = logHeights.length - 1; i >= 0; i--) {
      for (; height > logHeights[i]; height--) {
        power = BABY_BEAR.multiply(power, power);
      }
      BabyBearExtension at = BabyBearExtension.of(BABY_BEAR.multiply(BABY_BEAR.generator(), power));
      inverses[2 * i] = at.minus(points[2 * i]);
      inverses[2 * i + 1] = at.minus(points[2 * i + 1]);
    }
    QuarticExtension.invertAll(inverses);
    return inverses;
  }

  /** Base elements, weighted by the powers. */
  private BabyBearExtension combine(int[] row) {
    int c0 = 0;
    int c1 = 0;
    int c2 = 0;
    int c3 = 0;
    for (int i = 0; i < row.length; i++) {
      long element = row[i];
      c0 = BABY_BEAR.reduce(c0 + element * powers[WORDS * i]);
      c1 = BABY_BEAR.reduce(c1 + element * powers[WORDS * i + 1]);
      c2 = BABY_BEAR.reduce(c2 + element * powers[WORDS * i + 2]);
      c3 = BABY_BEAR.reduce(c3 + element * powers[WORDS * i + 3]);
    }
    return new BabyBearExtension(c0, c1, c2, c3);
  }

  /** The same of extension elements. */
  private BabyBearExtension combineExtension(int[] flat) {
    BabyBearExtension sum = BabyBearExtension.ZERO;
    for (int i = 0; i < flat.length; i += WORDS) {
      sum = sum.plus(BabyBearExtension.of(flat, i).times(BabyBearExtension.of(powers, i)));
    }
    return sum;
  }

  private static int[] powers(BabyBearExtension base, int count) {
    int[] powers = new int[WORDS * count];
    BabyBearExtension power = BabyBearExtension.ONE;
    for (int i = 0; i < count; i++) {
      System.arraycopy(power.coefficients(), 0, powers, WORDS * i, WORDS);
      power = power.times(base);
    }
    return powers;
  }
}
