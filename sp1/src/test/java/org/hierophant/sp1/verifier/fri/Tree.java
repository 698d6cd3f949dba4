package org.hierophant.sp1.verifier.fri;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.hash.Poseidon2;

/** A Merkle tree over matrices, built whole, the plain way. */
final class Tree {
  private final List<int[][]> matrices;
  private final int height;
  private final List<List<int[]>> levels = new ArrayList<>();

  /** Of matrices whose numbers of rows are powers of two. */
  Tree(List<int[][]> matrices) {
    this.matrices = List.copyOf(matrices);
    height = matrices.stream().mapToInt(Tree::logHeight).max().orElseThrow();
    for (int level = 0; level <= height; level++) {
      levels.add(level(level));
    }
  }

  private List<int[]> level(int level) {
    List<int[]> nodes = new ArrayList<>();
    for (int i = 0; i < 1 << (height - level); i++) {
      int[] row = row(height - level, i);
      int[] below =
          level == 0
              ? Poseidon2.BABY_BEAR.hash(row)
              : Poseidon2.BABY_BEAR.compress(
                  levels.get(level - 1).get(2 * i), levels.get(level - 1).get(2 * i + 1));
      nodes.add(
          level == 0 || row.length == 0
              ? below
              : Poseidon2.BABY_BEAR.compress(below, Poseidon2.BABY_BEAR.hash(row)));
    }
    return nodes;
  }

  /** Of all matrices of a height, one after the other. */
  private int[] row(int logHeight, int index) {
    int[] row = {};
    for (int[][] matrix : matrices) {
      if (logHeight(matrix) == logHeight) {
        int[] next = matrix[index];
        row = Arrays.copyOf(row, row.length + next.length);
        System.arraycopy(next, 0, row, row.length - next.length, next.length);
      }
    }
    return row;
  }

  int[] root() {
    return levels.get(height).getFirst().clone();
  }

  int[] logHeights() {
    return matrices.stream().mapToInt(Tree::logHeight).toArray();
  }

  int height() {
    return height;
  }

  /** The rows at an index of the tallest matrices, and their path. */
  Batch open(int index) {
    List<int[]> rows =
        matrices.stream()
            .map(matrix -> matrix[index >>> (height - logHeight(matrix))].clone())
            .toList();
    int[] path = new int[8 * height];
    for (int level = 0; level < height; level++) {
      System.arraycopy(levels.get(level).get(index >>> level ^ 1), 0, path, 8 * level, 8);
    }
    return new Batch(rows, path);
  }

  private static int logHeight(int[][] matrix) {
    return Integer.numberOfTrailingZeros(matrix.length);
  }
}
