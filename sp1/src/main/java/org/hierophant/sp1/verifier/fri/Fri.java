package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks that all columns have the values they were opened to: codewords that halve from layer to
 * layer show that what remains of the columns is of low degree.
 *
 * <p><b>Shape.</b> Steps are made once, in their order, after {@link #openAt}.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Source.</b> {@code src/two_adic_pcs.rs} and {@code src/verifier.rs}, p3-fri 0.2.3-succinct.
 */
final class Fri {
  private final Parameters parameters;
  private final List<Commitment> commitments;
  private final ShardProofV5.Fri proof;
  private final Challenger challenger;

  /** How often the longest codeword is halved until a constant is left. */
  private final int layers;

  private final BabyBearExtension[] betas;
  private final int[] indices;

  /** For each layer, the pairs of all queries that it was folded from. */
  private final List<List<Batch>> pairs = new ArrayList<>();

  private BabyBearExtension point = BabyBearExtension.ZERO;
  private BabyBearExtension batching = BabyBearExtension.ZERO;

  Fri(
      Parameters parameters,
      List<Commitment> commitments,
      ShardProofV5.Fri proof,
      Challenger challenger) {
    this.parameters = parameters;
    this.commitments = List.copyOf(commitments);
    this.proof = proof;
    this.challenger = challenger;
    layers = proof.commitments().length / Parameters.DIGEST;
    betas = new BabyBearExtension[layers];
    indices = new int[parameters.queries()];
  }

  /** Says where the columns were opened. */
  void openAt(BabyBearExtension at) {
    point = at;
  }

  /** Step 1: work was done before the queries. */
  void checkWork() throws StarkException {
    for (Commitment commitment : commitments) {
      for (Matrix matrix : commitment.matrices()) {
        matrix.values().forEach(challenger::observe);
      }
    }
    batching = challenger.sampleExtension();
    for (int layer = 0; layer < layers; layer++) {
      challenger.observe(proof.commitments(), layer * Parameters.DIGEST, Parameters.DIGEST);
      betas[layer] = challenger.sampleExtension();
    }
    challenger.observe(proof.finalPolynomial());
    challenger.checkWork(parameters.workBits(), proof.powWitness());
    for (int i = 0; i < indices.length; i++) {
      indices[i] = challenger.sampleBits(logCodeword());
    }
  }

  /** Step 2: the columns' codewords are opened as they were committed to. */
  void checkRowPaths() throws StarkException {
    for (int i = 0; i < commitments.size(); i++) {
      int which = i;
      Commitment commitment = commitments.get(i);
      int shift = layers - commitment.logHeight();
      new MerklePaths(
              indices,
              shift,
              commitment.matrices().stream()
                  .mapToInt(matrix -> matrix.logHeight() + parameters.logBlowUp())
                  .toArray())
          .check(
              proof.openings().stream().map(batches -> batches.get(which)).toList(),
              commitment.root(),
              0,
              commitment.name());
    }
  }

  /** Step 3: at every query the layers, folded one after the other, end at the constant. */
  void checkQueries() throws StarkException {
    ReducedOpenings reduced = new ReducedOpenings(parameters, commitments, point, batching);
    for (int layer = 0; layer < layers; layer++) {
      pairs.add(new ArrayList<>());
    }
    int generator = BABY_BEAR.twoAdicGenerator(logCodeword());
    int half = BABY_BEAR.inverse(2);
    for (int query = 0; query < indices.length; query++) {
      int x = BABY_BEAR.power(generator, reversed(indices[query]));
      BabyBearExtension[] openings = reduced.at(x, proof.openings().get(query));
      StarkException.require(
          openings[parameters.logBlowUp()].isZero(), "columns of one row do not have their values");
      checkQuery(query, openings, BABY_BEAR.inverse(x), half);
    }
  }

  /**
   * Follows one query through all layers.
   *
   * @param inverse of the point the longest codeword's element at this index belongs to
   */
  private void checkQuery(int query, BabyBearExtension[] openings, int inverse, int half)
      throws StarkException {
    BabyBearExtension value = openings[logCodeword()];
    int inverseX = inverse;
    for (int layer = 0; layer < layers; layer++) {
      BabyBearExtension sibling =
          BabyBearExtension.of(proof.queries().get(query).get(layer).sibling(), 0);
      boolean isRight = (indices[query] >>> layer & 1) != 0;
      BabyBearExtension left = isRight ? sibling : value;
      BabyBearExtension right = isRight ? value : sibling;
      pairs.get(layer).add(new Batch(List.of(pair(left, right)), path(query, layer)));
      // The line through (x, left) and (-x, right), at beta; x is negated if the query is right.
      int inverseLeftX = isRight ? BABY_BEAR.negate(inverseX) : inverseX;
      BabyBearExtension difference = left.minus(right).times(inverseLeftX);
      value = left.plus(right).plus(betas[layer].times(difference)).times(half);
      value = value.plus(betas[layer].squared().times(openings[logCodeword() - 1 - layer]));
      inverseX = BABY_BEAR.multiply(inverseX, inverseX);
    }
    StarkException.require(
        value.equals(BabyBearExtension.of(proof.finalPolynomial(), 0)), "query " + query);
  }

  /** Step 4: the layers' codewords, as they were folded, are those committed to. */
  void checkLayerPaths() throws StarkException {
    for (int layer = 0; layer < layers; layer++) {
      new MerklePaths(indices, layer + 1, new int[] {logCodeword() - 1 - layer})
          .check(
              pairs.get(layer), proof.commitments(), layer * Parameters.DIGEST, "layer " + layer);
    }
  }

  private int[] path(int query, int layer) {
    return proof.queries().get(query).get(layer).path();
  }

  private int logCodeword() {
    return layers + parameters.logBlowUp();
  }

  private int reversed(int index) {
    return Integer.reverse(index) >>> (Integer.SIZE - logCodeword());
  }

  private static int[] pair(BabyBearExtension left, BabyBearExtension right) {
    return new int[] {
      left.c0(), left.c1(), left.c2(), left.c3(), right.c0(), right.c1(), right.c2(), right.c3()
    };
  }
}
