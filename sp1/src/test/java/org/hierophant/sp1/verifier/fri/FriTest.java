package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV5.Step;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proofs of a small prover, written from the definitions: columns of heights that no proof of the
 * recursion has, down to a single row.
 */
class FriTest {
  private static final BabyBearExtension POINT = new BabyBearExtension(5, 7, 11, 13);

  /** Columns, base 2 logarithm of their height, points they are opened at. */
  private static final int[][][] MATRICES = {
    {{2, 3, 2}, {1, 0, 1}, {3, 1, 1}}, {{4, 2, 1}, {1, 0, 2}, {2, 3, 1}}
  };

  private final Random random = new Random(3);
  private final List<Commitment> commitments = new ArrayList<>();
  private final List<Tree> trees = new ArrayList<>();

  private void commit(Parameters parameters) {
    for (int[][] matrices : MATRICES) {
      List<Matrix> opened = new ArrayList<>();
      List<int[][]> codewords = new ArrayList<>();
      for (int[] matrix : matrices) {
        int[][] columns = new int[matrix[0]][];
        Arrays.setAll(columns, _ -> random.ints(1L << matrix[1], 0, BABY_BEAR.p()).toArray());
        List<int[]> values = new ArrayList<>();
        for (int i = 0; i < matrix[2]; i++) {
          values.add(evaluate(columns, point(matrix[1], i)));
        }
        opened.add(new Matrix(matrix[0], matrix[1], values));
        codewords.add(codewords(columns, matrix[1] + parameters.logBlowUp()));
      }
      Tree tree = new Tree(codewords);
      trees.add(tree);
      commitments.add(new Commitment("tree " + trees.size(), tree.root(), opened));
    }
  }

  private static BabyBearExtension point(int logHeight, int further) {
    return further == 0 ? POINT : POINT.times(BABY_BEAR.twoAdicGenerator(logHeight));
  }

  /** Coefficients of polynomials, the lowest first, to their values; flat. */
  private static int[] evaluate(int[][] columns, BabyBearExtension at) {
    int[] values = new int[4 * columns.length];
    for (int i = 0; i < columns.length; i++) {
      BabyBearExtension value = BabyBearExtension.ZERO;
      for (int k = columns[i].length - 1; k >= 0; k--) {
        value = value.times(at).plus(columns[i][k]);
      }
      System.arraycopy(value.coefficients(), 0, values, 4 * i, 4);
    }
    return values;
  }

  private static int[][] codewords(int[][] columns, int logLength) {
    int[][] rows = new int[1 << logLength][columns.length];
    for (int i = 0; i < rows.length; i++) {
      int[] values = evaluate(columns, BabyBearExtension.of(shiftedX(i, logLength)));
      for (int k = 0; k < columns.length; k++) {
        rows[i][k] = values[4 * k];
      }
    }
    return rows;
  }

  private static int x(int index, int logLength) {
    int reversed = logLength == 0 ? 0 : Integer.reverse(index) >>> (Integer.SIZE - logLength);
    return BABY_BEAR.power(BABY_BEAR.twoAdicGenerator(logLength), reversed);
  }

  private static int shiftedX(int index, int logLength) {
    return BABY_BEAR.multiply(BABY_BEAR.generator(), x(index, logLength));
  }

  /** The quotients of all columns of a height, combined: one codeword. */
  private BabyBearExtension[] reduced(int logHeight, int logBlowUp, BabyBearExtension challenge) {
    int logLength = logHeight + logBlowUp;
    BabyBearExtension[] codeword = new BabyBearExtension[1 << logLength];
    Arrays.fill(codeword, BabyBearExtension.ZERO);
    BabyBearExtension power = BabyBearExtension.ONE;
    for (int c = 0; c < commitments.size(); c++) {
      List<Matrix> matrices = commitments.get(c).matrices();
      for (int m = 0; m < matrices.size(); m++) {
        if (matrices.get(m).logHeight() != logHeight) {
          continue;
        }
        for (int p = 0; p < matrices.get(m).values().size(); p++) {
          for (int k = 0; k < matrices.get(m).columns(); k++) {
            for (int i = 0; i < codeword.length; i++) {
              int row = i << (trees.get(c).height() - logLength);
              BabyBearExtension at = BabyBearExtension.of(shiftedX(i, logLength));
              BabyBearExtension difference =
                  BabyBearExtension.of(trees.get(c).open(row).rows().get(m)[k])
                      .minus(BabyBearExtension.of(matrices.get(m).values().get(p), 4 * k));
              codeword[i] =
                  codeword[i].plus(
                      power.times(difference.dividedBy(at.minus(point(logHeight, p)))));
            }
            power = power.times(challenge);
          }
        }
      }
    }
    return codeword;
  }

  private ShardProofV5.Fri prove(Parameters parameters) {
    Challenger challenger = new Challenger();
    commitments.forEach(
        commitment ->
            commitment.matrices().forEach(matrix -> matrix.values().forEach(challenger::observe)));
    BabyBearExtension batching = challenger.sampleExtension();
    int layers = 3;
    int logLength = layers + parameters.logBlowUp();
    BabyBearExtension[] codeword = reduced(layers, parameters.logBlowUp(), batching);
    List<Tree> layerTrees = new ArrayList<>();
    List<BabyBearExtension[]> codewords = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      codewords.add(codeword);
      Tree tree = new Tree(List.<int[][]>of(pairs(codeword)));
      layerTrees.add(tree);
      challenger.observe(tree.root());
      BabyBearExtension beta = challenger.sampleExtension();
      BabyBearExtension[] rolledIn = reduced(layers - 1 - layer, parameters.logBlowUp(), batching);
      codeword = fold(codeword, beta, rolledIn);
    }
    int[] constant = codeword[0].coefficients();
    challenger.observe(constant);
    challenger.observe(0); // whatever it is, no work is asked for
    challenger.sampleBits(0);
    int[] indices =
        IntStream.range(0, parameters.queries())
            .map(_ -> challenger.sampleBits(logLength))
            .toArray();
    return new ShardProofV5.Fri(
        layerTrees.stream().flatMapToInt(tree -> Arrays.stream(tree.root())).toArray(),
        Arrays.stream(indices).mapToObj(index -> steps(index, codewords, layerTrees)).toList(),
        constant,
        0,
        Arrays.stream(indices)
            .mapToObj(
                index ->
                    trees.stream()
                        .map(tree -> tree.open(index >>> (logLength - tree.height())))
                        .toList())
            .toList());
  }

  private static int[][] pairs(BabyBearExtension[] codeword) {
    int[][] pairs = new int[codeword.length / 2][8];
    for (int i = 0; i < codeword.length; i++) {
      System.arraycopy(codeword[i].coefficients(), 0, pairs[i / 2], 4 * (i % 2), 4);
    }
    return pairs;
  }

  private static BabyBearExtension[] fold(
      BabyBearExtension[] codeword, BabyBearExtension beta, BabyBearExtension[] rolledIn) {
    int logLength = Integer.numberOfTrailingZeros(codeword.length);
    BabyBearExtension[] folded = new BabyBearExtension[codeword.length / 2];
    for (int i = 0; i < folded.length; i++) {
      BabyBearExtension x = BabyBearExtension.of(x(2 * i, logLength));
      BabyBearExtension left = codeword[2 * i];
      BabyBearExtension slope = codeword[2 * i + 1].minus(left).dividedBy(x.negated().minus(x));
      folded[i] = left.plus(beta.minus(x).times(slope)).plus(beta.squared().times(rolledIn[i]));
    }
    return folded;
  }

  private static List<Step> steps(
      int index, List<BabyBearExtension[]> codewords, List<Tree> layerTrees) {
    List<Step> steps = new ArrayList<>();
    for (int layer = 0; layer < codewords.size(); layer++) {
      int at = index >>> layer;
      steps.add(
          new Step(
              codewords.get(layer)[at ^ 1].coefficients(),
              layerTrees.get(layer).open(at >>> 1).path()));
    }
    return steps;
  }

  private static void verify(
      Parameters parameters, List<Commitment> commitments, ShardProofV5.Fri proof)
      throws StarkException {
    Fri fri = new Fri(parameters, commitments, proof, new Challenger());
    fri.openAt(POINT);
    fri.checkWork();
    fri.checkRowPaths();
    fri.checkQueries();
    fri.checkLayerPaths();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void columnsThatHaveTheirValuesHold(int logBlowUp) {
    Parameters parameters = new Parameters(logBlowUp, 10, 0);
    commit(parameters);

    ShardProofV5.Fri proof = prove(parameters);

    assertThatCode(() -> verify(parameters, commitments, proof)).doesNotThrowAnyException();
  }

  /** The prover does what it can with a value that is wrong. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, query",
    "0, 0, 1, query",
    "0, 1, 0, columns of one row",
    "0, 2, 0, query",
    "1, 0, 0, query",
    "1, 1, 0, columns of one row",
    "1, 1, 1, columns of one row",
    "1, 2, 0, query"
  })
  void aValueThatAColumnDoesNotHaveIsRefused(int commitment, int matrix, int point, String detail) {
    Parameters parameters = new Parameters(1, 10, 0);
    commit(parameters);
    GenuineProof.change(commitments.get(commitment).matrices().get(matrix).values().get(point), 0);

    ShardProofV5.Fri proof = prove(parameters);

    assertThatThrownBy(() -> verify(parameters, commitments, proof))
        .isInstanceOf(StarkException.class)
        .hasMessageStartingWith(detail);
  }
}
