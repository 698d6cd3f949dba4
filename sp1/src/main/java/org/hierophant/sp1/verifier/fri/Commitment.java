package org.hierophant.sp1.verifier.fri;

import java.util.List;

/**
 * Matrices in one Merkle tree, which need not be of one height.
 *
 * @param root 8 words
 */
record Commitment(String name, int[] root, List<Matrix> matrices) {
  Commitment {
    matrices = List.copyOf(matrices);
  }

  /** Base 2 logarithm of the greatest height. */
  int logHeight() {
    return matrices.stream().mapToInt(Matrix::logHeight).max().orElseThrow();
  }
}
