package org.hierophant.sp1.verifier.hypercube;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.format.JaggedProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * How the tables of a proof lie in the two commitments, as the heights of its chips say.
 *
 * <p><b>Shape.</b> Each commitment is one long vector: the columns of its tables one after the
 * other, as long as the table is high, then zeros up to a multiple of the stacking height. The
 * zeros count as one column more, preceded by no columns of full height: a full one is longer than
 * the stacking height, so it is never needed.
 *
 * <p><b>Source.</b> {@code slop/crates/jagged/src/verifier.rs}, sp1 v6.4.0.
 *
 * @param perCommitment rows and columns of each table, with the padding's two
 * @param columnStarts where each column begins in both vectors laid end to end; then their end
 * @param stackedColumns of each commitment
 * @param logArea the least power of two that holds both vectors
 */
record Tables(
    List<List<JaggedProof.Table>> perCommitment,
    int[] columnStarts,
    int[] stackedColumns,
    int logArea) {
  private static final int STACKING_HEIGHT = 1 << Parameters.LOG_STACKING_HEIGHT;

  /** The lengths of one commitment's columns, tables and padding. */
  private record Commitment(List<JaggedProof.Table> tables, int[] columns, int area) {}

  /**
   * Lays out the tables.
   *
   * @param heights rows of each chip, at most {@code 2^LOG_MAX_ROWS}
   */
  static Tables of(int[] heights) throws StarkException {
    Commitment preprocessed = lay(heights, true);
    Commitment main = lay(heights, false);
    int[] starts = new int[preprocessed.columns.length + main.columns.length + 1];
    int at = 0;
    int column = 0;
    for (Commitment commitment : List.of(preprocessed, main)) {
      for (int length : commitment.columns) {
        starts[column++] = at;
        at += length; // at most 2^21 for each of 328 columns
      }
    }
    starts[column] = at;
    int logArea = Multilinear.logOfCeiling(at);
    StarkException.require(logArea < Parameters.LOG_AREA_LIMIT, "tables are too large");
    return new Tables(
        List.of(preprocessed.tables, main.tables),
        starts,
        new int[] {preprocessed.area / STACKING_HEIGHT, main.area / STACKING_HEIGHT},
        logArea);
  }

  private static Commitment lay(int[] heights, boolean preprocessed) throws StarkException {
    List<JaggedProof.Table> tables = new ArrayList<>();
    int[] columns = new int[columnCount(preprocessed) + 1];
    int column = 0;
    int area = 0;
    for (Chip chip : Chip.ALL) {
      int width = width(chip, preprocessed);
      int height = heights[chip.ordinal()];
      tables.add(new JaggedProof.Table(height, width));
      Arrays.fill(columns, column, column + width, height);
      column += width;
      area += width * height; // below 2^29 for 2^21 rows of 224 columns
    }
    StarkException.require(area > 0, "tables of no cells");
    int padding = -area & (STACKING_HEIGHT - 1);
    columns[column] = padding;
    tables.add(new JaggedProof.Table(1L << Parameters.LOG_MAX_ROWS, 0));
    tables.add(new JaggedProof.Table(padding, 1));
    return new Commitment(tables, columns, area + padding);
  }

  private static int width(Chip chip, boolean preprocessed) {
    return preprocessed ? chip.preprocessedColumns() : chip.mainColumns();
  }

  /** Columns of all chips in one commitment, without the padding. */
  static int columnCount(boolean preprocessed) {
    return Chip.ALL.stream().mapToInt(chip -> width(chip, preprocessed)).sum();
  }

  /** Columns in both vectors, with the padding. */
  int columns() {
    return columnStarts.length - 1;
  }

  /** Checks that the commitments are to tables of these sizes: those hash in with the trees. */
  void checkCommitments(ShardProofV6 proof, int[] preprocessedCommitment) throws StarkException {
    int[][] commitments = {preprocessedCommitment, proof.mainCommitment()};
    for (int i = 0; i < commitments.length; i++) {
      int[] tree =
          Arrays.copyOfRange(
              proof.evaluationProof().treeCommitments(),
              i * Parameters.DIGEST,
              (i + 1) * Parameters.DIGEST);
      int[] expected =
          Poseidon2.KOALA_BEAR.compress(
              tree, Poseidon2.KOALA_BEAR.hash(counts(perCommitment.get(i))));
      StarkException.require(
          Arrays.equals(expected, commitments[i]),
          "commitment " + i + " is to tables of other sizes");
    }
  }

  private static int[] counts(List<JaggedProof.Table> tables) {
    int n = tables.size();
    int[] counts = new int[2 * n + 1];
    counts[0] = n;
    for (int i = 0; i < n; i++) {
      counts[1 + i] = (int) tables.get(i).rows();
      counts[1 + n + i] = (int) tables.get(i).columns();
    }
    return counts;
  }
}
