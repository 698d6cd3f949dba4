package org.hierophant.sp1.verifier.fri;

import java.util.List;

/**
 * Columns of one height that are committed to and opened together.
 *
 * @param logHeight base 2 logarithm of the columns' height, not of their codewords' length
 * @param values what they evaluate to at the challenged point and, if there are two, a row further;
 *     flat extension elements
 */
record Matrix(int columns, int logHeight, List<int[]> values) {
  Matrix {
    values = List.copyOf(values);
  }
}
