package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.format.JaggedProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Reduces the openings of all columns, of whatever height, to one opening of the long vector they
 * lie in.
 *
 * <p><b>Source.</b> {@code slop/crates/jagged/src/verifier.rs} and {@code jagged_eval} beside it,
 * sp1 v6.4.0.
 */
final class JaggedOpening {
  private final ShardProofV6 proof;
  private final JaggedProof jagged;
  private final Tables tables;
  private final Challenger challenger;

  private KoalaBearExtension[] columnPoint = {};
  private Sumchecks.Claim claim =
      new Sumchecks.Claim(new KoalaBearExtension[0], KoalaBearExtension.ZERO);

  JaggedOpening(ShardProofV6 proof, Tables tables, Challenger challenger) {
    this.proof = proof;
    this.jagged = proof.evaluationProof();
    this.tables = tables;
    this.challenger = challenger;
  }

  /** Step 1: the columns' openings, combined, are a sum over the long vector. */
  void checkSum() throws StarkException {
    columnPoint = challenger.samplePoint(Multilinear.logOfCeiling(tables.columns()));
    KoalaBearExtension expected = Multilinear.evaluate(columnOpenings(), columnPoint);
    StarkException.require(
        Sumchecks.claimedSum(jagged.sumcheck()).equals(expected), "not what the columns opened to");
    claim = Sumchecks.verify(jagged.sumcheck(), challenger, "jagged sumcheck");
  }

  /** The padding of each commitment, one column, opens to zero. */
  private KoalaBearExtension[] columnOpenings() {
    KoalaBearExtension[] openings = new KoalaBearExtension[tables.columns()];
    Arrays.fill(openings, KoalaBearExtension.ZERO);
    int column = 0;
    for (Chip chip : Chip.ALL) {
      column = put(RecursionStark.values(proof, chip).preprocessed(), openings, column);
    }
    column++;
    for (Chip chip : Chip.ALL) {
      column = put(RecursionStark.values(proof, chip).main(), openings, column);
    }
    return openings;
  }

  private static int put(int[] flat, KoalaBearExtension[] openings, int column) {
    KoalaBearExtension[] values = Multilinear.elements(flat);
    System.arraycopy(values, 0, openings, column, values.length);
    return column + values.length;
  }

  /**
   * Step 2: what the sum is weighted with, which depends on where columns begin and end, has the
   * value that the prover says, by a sumcheck of its own.
   *
   * @param rowPoint where columns are opened
   */
  void checkEvaluation(KoalaBearExtension[] rowPoint) throws StarkException {
    KoalaBearExtension weight = Sumchecks.claimedSum(jagged.jaggedEvaluation());
    challenger.observe(jagged.jaggedEvaluation().claimedSum());
    Sumchecks.Claim inner =
        Sumchecks.verify(jagged.jaggedEvaluation(), challenger, "jagged evaluation");
    int bits = inner.point().length / 2;
    KoalaBearExtension[] starts = Multilinear.part(inner.point(), 0, bits);
    KoalaBearExtension[] ends = Multilinear.part(inner.point(), bits, 2 * bits);
    KoalaBearExtension expected =
        columnBounds(inner.point(), bits)
            .times(BranchingProgram.evaluate(rowPoint, claim.point(), starts, ends));
    StarkException.require(inner.value().equals(expected), "columns begin and end elsewhere");
    StarkException.require(
        claim.value().equals(weight.times(value())), "another value of the long vector");
  }

  /** The columns' bounds as numbers of {@code bits} bits, each weighted with its column. */
  private KoalaBearExtension columnBounds(KoalaBearExtension[] point, int bits) {
    KoalaBearExtension[] weights = Multilinear.weights(columnPoint);
    int[] starts = tables.columnStarts();
    KoalaBearExtension sum = KoalaBearExtension.ZERO;
    for (int column = 0; column < tables.columns(); column++) {
      KoalaBearExtension start =
          Multilinear.equalBits(starts[column], bits, point, 0, weights[column]);
      sum = sum.plus(Multilinear.equalBits(starts[column + 1], bits, point, bits, start));
    }
    return sum;
  }

  /** What the long vector is claimed to open to, at {@link #point}. */
  KoalaBearExtension value() {
    return KoalaBearExtension.of(jagged.expectedEvaluation(), 0);
  }

  /** Where the long vector is opened, when step 1 is made. */
  KoalaBearExtension[] point() {
    return claim.point();
  }
}
