package org.hierophant.sp1.verifier.hypercube;

import static org.hierophant.sp1.field.SmallField.KOALA_BEAR;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.JaggedProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks the opening of the long vector: it is cut into columns of one length, their openings are
 * combined, and codewords that halve from layer to layer show that the combination is of low degree
 * and has that value.
 *
 * <p><b>Shape.</b> Steps are made once, in their order.
 *
 * <p><b>Source.</b> {@code slop/crates/stacked/src/verifier.rs} and {@code
 * slop/crates/basefold/src/verifier.rs}, sp1 v6.4.0.
 */
final class Basefold {
  private static final int LAYERS = Parameters.LOG_STACKING_HEIGHT;
  private static final int WORDS = QuarticExtension.DEGREE;

  private final JaggedProof jagged;
  private final JaggedProof.Basefold proof;
  private final Tables tables;
  private final Challenger challenger;

  private KoalaBearExtension[] stackPoint = {};
  private KoalaBearExtension[] batchWeights = {};
  private KoalaBearExtension claim = KoalaBearExtension.ZERO;
  private final KoalaBearExtension[] betas = new KoalaBearExtension[LAYERS];
  private final int[] indices = new int[Parameters.QUERIES];
  private MerklePaths paths = new MerklePaths(indices);

  Basefold(ShardProofV6 shard, Tables tables, Challenger challenger) {
    jagged = shard.evaluationProof();
    proof = jagged.basefold();
    this.tables = tables;
    this.challenger = challenger;
  }

  /** Step 1: the openings of the columns it is cut into make that of the long vector. */
  void checkStacking(KoalaBearExtension[] point, KoalaBearExtension value) throws StarkException {
    challenger.observe(jagged.expectedEvaluation());
    int split = point.length - Parameters.LOG_STACKING_HEIGHT;
    stackPoint = Multilinear.part(point, split, point.length);
    KoalaBearExtension expected =
        Multilinear.evaluate(evaluations(), Multilinear.part(point, 0, split));
    StarkException.require(value.equals(expected), "columns make another value");
    jagged.batchEvaluations().forEach(evaluations -> challenger.observe(evaluations.words()));
  }

  /** Of both commitments' columns, one after the other. */
  private KoalaBearExtension[] evaluations() {
    KoalaBearExtension[] first = Multilinear.elements(jagged.batchEvaluations().get(0).words());
    KoalaBearExtension[] second = Multilinear.elements(jagged.batchEvaluations().get(1).words());
    KoalaBearExtension[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** Step 2, since v6.1: work was done before the columns are combined. */
  void checkBatchWork() throws StarkException {
    challenger.checkWork(Parameters.BATCH_GRINDING_BITS, proof.batchGrindingWitness());
  }

  /** Step 3: each layer's message has the value claimed so far, down to the constant at the end. */
  void checkFolding() throws StarkException {
    combineColumns();
    challenger.observe(LAYERS);
    KoalaBearExtension[] messages = Multilinear.elements(proof.messages());
    for (int layer = 0; layer < LAYERS; layer++) {
      challenger.observe(proof.messages(), 2 * WORDS * layer, 2 * WORDS);
      challenger.observe(proof.friCommitments(), Parameters.DIGEST * layer, Parameters.DIGEST);
      betas[layer] = challenger.sampleExtension();
      KoalaBearExtension at0 = messages[2 * layer];
      KoalaBearExtension at1 = messages[2 * layer + 1];
      KoalaBearExtension value =
          Multilinear.between(at0, at1, stackPoint[stackPoint.length - 1 - layer]);
      StarkException.require(claim.equals(value), "layer " + layer + " has another value");
      claim = at0.plus(betas[layer].times(at1));
    }
    StarkException.require(claim.equals(finalValue()), "the last layer is another constant");
  }

  private void combineColumns() {
    KoalaBearExtension[] evaluations = evaluations();
    batchWeights =
        Multilinear.weights(challenger.samplePoint(Multilinear.logOfCeiling(evaluations.length)));
    claim = Multilinear.sum(batchWeights, evaluations);
  }

  /** Step 4: work was done before the queries. */
  void checkQueryWork() throws StarkException {
    challenger.observe(proof.finalPolynomial());
    challenger.checkWork(Parameters.QUERY_GRINDING_BITS, proof.powWitness());
    for (int i = 0; i < indices.length; i++) {
      indices[i] = challenger.sampleBits(Parameters.LOG_CODEWORD);
    }
    paths = new MerklePaths(indices);
  }

  /** Step 5: the columns' codewords are opened as they were committed to. */
  void checkColumnPaths() throws StarkException {
    for (int i = 0; i < Parameters.COMMITMENTS; i++) {
      paths.check(
          proof.components().get(i),
          0,
          jagged.treeCommitments(),
          i * Parameters.DIGEST,
          "commitment " + i);
    }
  }

  /** Step 6: so are the layers'. */
  void checkLayerPaths() throws StarkException {
    for (int layer = 0; layer < LAYERS; layer++) {
      paths.check(
          proof.queries().get(layer),
          layer + 1,
          proof.friCommitments(),
          layer * Parameters.DIGEST,
          "layer " + layer);
    }
  }

  /** Step 7: at every query each layer follows from the one before, the first from the columns. */
  void checkQueries() throws StarkException {
    KoalaBearExtension[] values = new KoalaBearExtension[Parameters.QUERIES];
    Arrays.fill(values, KoalaBearExtension.ZERO);
    int firstColumn = 0;
    for (int i = 0; i < Parameters.COMMITMENTS; i++) {
      int width = tables.stackedColumns()[i];
      int[] rows = proof.components().get(i).values().words();
      for (int query = 0; query < values.length; query++) {
        for (int column = 0; column < width; column++) {
          values[query] =
              values[query].plus(
                  batchWeights[firstColumn + column].times(rows[query * width + column]));
        }
      }
      firstColumn += width;
    }
    int half = KOALA_BEAR.inverse(2);
    int inverseGenerator = KOALA_BEAR.inverse(KOALA_BEAR.twoAdicGenerator(Parameters.LOG_CODEWORD));
    for (int query = 0; query < values.length; query++) {
      int reversed = Integer.reverse(indices[query]) >>> (Integer.SIZE - Parameters.LOG_CODEWORD);
      checkQuery(query, values[query], KOALA_BEAR.power(inverseGenerator, reversed), half);
    }
  }

  /**
   * Follows one query through all layers.
   *
   * @param inverse of the point the codeword's element at this index belongs to
   */
  private void checkQuery(int query, KoalaBearExtension start, int inverse, int half)
      throws StarkException {
    KoalaBearExtension value = start;
    int inverseX = inverse;
    for (int layer = 0; layer < LAYERS; layer++) {
      int[] opened = proof.queries().get(layer).values().words();
      KoalaBearExtension left = KoalaBearExtension.of(opened, 2 * WORDS * query);
      KoalaBearExtension right = KoalaBearExtension.of(opened, 2 * WORDS * query + WORDS);
      boolean isRight = (indices[query] >>> layer & 1) != 0;
      StarkException.require(
          (isRight ? right : left).equals(value), "query " + query + " at layer " + layer);
      // The line through (x, left) and (-x, right), at beta; x is negated if the query is right.
      int inverseLeftX = isRight ? KOALA_BEAR.negate(inverseX) : inverseX;
      KoalaBearExtension difference = left.minus(right).times(inverseLeftX);
      value = left.plus(right).plus(betas[layer].times(difference)).times(half);
      inverseX = KOALA_BEAR.multiply(inverseX, inverseX);
    }
    StarkException.require(value.equals(finalValue()), "query " + query + " at the end");
  }

  private KoalaBearExtension finalValue() {
    return KoalaBearExtension.of(proof.finalPolynomial(), 0);
  }
}
