package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.JaggedProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.Tensor;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks that every part of a proof has the size that the machine, and the heights of its tables,
 * prescribe. What comes later indexes without looking.
 */
final class Shape {
  private static final int WORDS = QuarticExtension.DEGREE;

  /** Base 2 logarithm of the interactions of all chips, padded. */
  static final int LOG_INTERACTIONS = Multilinear.logOfCeiling(Chip.interactionCount());

  /** Layers of the lookup circuit above the one that is written out. */
  static final int LOOKUP_LAYERS = Parameters.LOG_MAX_ROWS - 1;

  private Shape() {}

  /** Checks all of it. */
  static Tables check(ShardProofV6 proof) throws StarkException {
    StarkException.require(
        proof.publicValues().length == Parameters.PUBLIC_VALUES,
        proof.publicValues().length + " public values");
    int[] heights = checkOpenedValues(proof.openedValues());
    checkLookups(proof.logUpGkr());
    Sumchecks.checkShape(
        proof.zerocheck(), Parameters.LOG_MAX_ROWS, Parameters.ZEROCHECK_DEGREE, "zerocheck");
    Tables tables = Tables.of(heights);
    checkJagged(proof.evaluationProof(), tables);
    checkBasefold(proof.evaluationProof().basefold(), tables);
    return tables;
  }

  private static int[] checkOpenedValues(Map<String, ShardProofV6.ChipValues> values)
      throws StarkException {
    checkChips(values.keySet(), "opened values");
    int[] heights = new int[Chip.ALL.size()];
    for (Chip chip : Chip.ALL) {
      ShardProofV6.ChipValues of = get(values, chip);
      StarkException.require(
          of.preprocessed().length == WORDS * chip.preprocessedColumns()
              && of.main().length == WORDS * chip.mainColumns(),
          "opened values of " + chip.tableName());
      heights[chip.ordinal()] = height(of.degree(), chip);
    }
    return heights;
  }

  private static int height(int[] bits, Chip chip) throws StarkException {
    boolean binary = Arrays.stream(bits).allMatch(bit -> bit >>> 1 == 0);
    StarkException.require(
        binary && bits.length == Parameters.LOG_MAX_ROWS + 1, "height of " + chip.tableName());
    int height = Multilinear.number(bits);
    StarkException.require(
        height <= 1 << Parameters.LOG_MAX_ROWS,
        chip.tableName() + " has " + height + " rows, too many");
    return height;
  }

  private static void checkChips(Set<String> names, String what) throws StarkException {
    StarkException.require(
        List.copyOf(names).equals(Chip.ALL.stream().map(Chip::tableName).toList()),
        what + " are not of the machine's chips: " + names);
  }

  private static <T> T get(Map<String, T> values, Chip chip) throws StarkException {
    T value = values.get(chip.tableName());
    if (value == null) {
      throw new StarkException("nothing of " + chip.tableName());
    }
    return value;
  }

  private static void checkLookups(ShardProofV6.LogUpGkr lookups) throws StarkException {
    int outputs = 1 << (LOG_INTERACTIONS + 1);
    checkDimensions(lookups.numerator(), "numerators", outputs, 1);
    checkDimensions(lookups.denominator(), "denominators", outputs, 1);
    StarkException.require(
        lookups.rounds().size() == LOOKUP_LAYERS, lookups.rounds().size() + " lookup layers");
    for (int i = 0; i < LOOKUP_LAYERS; i++) {
      Sumchecks.checkShape(
          lookups.rounds().get(i).sumcheck(),
          LOG_INTERACTIONS + 1 + i,
          Parameters.LOOKUP_DEGREE,
          "lookup layer " + i);
    }
    StarkException.require(
        lookups.point().length == WORDS * Parameters.LOG_MAX_ROWS, "point of the lookups");
    checkChips(lookups.chipOpenings().keySet(), "openings of the lookups");
    for (Chip chip : Chip.ALL) {
      ShardProofV6.ChipOpening opening = get(lookups.chipOpenings(), chip);
      Optional<Tensor> preprocessed = opening.preprocessed();
      StarkException.require(
          preprocessed.isPresent(), "no preprocessed openings of " + chip.tableName());
      checkDimensions(opening.main(), "main openings", chip.mainColumns());
      checkDimensions(preprocessed.get(), "preprocessed openings", chip.preprocessedColumns());
    }
  }

  private static void checkJagged(JaggedProof proof, Tables tables) throws StarkException {
    StarkException.require(
        proof.maxLogRows() == Parameters.LOG_MAX_ROWS && proof.logM() == tables.logArea(),
        "2^%d rows at most, 2^%d cells".formatted(proof.maxLogRows(), proof.logM()));
    StarkException.require(
        proof.tables().equals(tables.perCommitment()),
        "sizes of tables are not those of the chips");
    StarkException.require(
        proof.treeCommitments().length == Parameters.COMMITMENTS * Parameters.DIGEST,
        "commitments to trees");
    Sumchecks.checkShape(
        proof.sumcheck(), tables.logArea(), Parameters.JAGGED_DEGREE, "jagged sumcheck");
    Sumchecks.checkShape(
        proof.jaggedEvaluation(),
        2 * (tables.logArea() + 1),
        Parameters.JAGGED_DEGREE,
        "jagged evaluation");
    StarkException.require(
        proof.batchEvaluations().size() == Parameters.COMMITMENTS, "rounds of evaluations");
    for (int i = 0; i < Parameters.COMMITMENTS; i++) {
      checkDimensions(
          proof.batchEvaluations().get(i), "stacked evaluations", tables.stackedColumns()[i]);
    }
  }

  private static void checkBasefold(JaggedProof.Basefold proof, Tables tables)
      throws StarkException {
    int layers = Parameters.LOG_STACKING_HEIGHT;
    StarkException.require(
        proof.messages().length == layers * 2 * WORDS
            && proof.friCommitments().length == layers * Parameters.DIGEST
            && proof.queries().size() == layers
            && proof.components().size() == Parameters.COMMITMENTS,
        "layers of the proximity proof");
    for (int i = 0; i < Parameters.COMMITMENTS; i++) {
      checkOpening(proof.components().get(i), Parameters.LOG_CODEWORD, tables.stackedColumns()[i]);
    }
    for (int i = 0; i < layers; i++) {
      checkOpening(proof.queries().get(i), Parameters.LOG_CODEWORD - 1 - i, 2 * WORDS);
    }
  }

  private static void checkOpening(JaggedProof.MerkleOpening opening, int logHeight, int width)
      throws StarkException {
    StarkException.require(
        opening.logHeight() == logHeight && opening.width() == width,
        "an opening of %d columns of length 2^%d".formatted(opening.width(), opening.logHeight()));
    checkDimensions(opening.values(), "opened rows", Parameters.QUERIES, width);
    checkDimensions(opening.paths(), "paths", Parameters.QUERIES, logHeight);
  }

  private static void checkDimensions(Tensor tensor, String what, int... dimensions)
      throws StarkException {
    StarkException.require(
        Arrays.equals(tensor.dimensions(), dimensions),
        "dimensions of " + what + ": " + Arrays.toString(tensor.dimensions()));
  }
}
