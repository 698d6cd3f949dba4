package org.hierophant.sp1.verifier.hypercube;

import java.util.List;
import org.hierophant.sp1.field.KoalaBearExtension;

/**
 * One access of a chip to the memory all chips share: a value that is sent or received at an
 * address. Over all chips and rows, what is sent must be what is received.
 *
 * <p><b>Shape.</b> A message is its kind, which is always memory, an address, and four elements; a
 * single element is followed by zeros.
 *
 * @param address preprocessed column
 * @param valuesArePreprocessed where the value's columns are
 * @param firstValue the first column of the value
 * @param valueColumns 1 or 4
 * @param multiplicity preprocessed columns whose sum says how often
 */
record Interaction(
    boolean send,
    int address,
    boolean valuesArePreprocessed,
    int firstValue,
    int valueColumns,
    List<Integer> multiplicity) {
  private static final int BLOCK = 4;

  /** Base 2 logarithm of the weights that a message's parts need: kind, address, four elements. */
  static final int LOG_WEIGHTS = 3;

  Interaction {
    multiplicity = List.copyOf(multiplicity);
  }

  static Interaction sendSingle(int address, int value, int multiplicity) {
    return new Interaction(true, address, false, value, 1, List.of(multiplicity));
  }

  static Interaction sendBlock(int address, int firstValue, int multiplicity) {
    return new Interaction(true, address, false, firstValue, BLOCK, List.of(multiplicity));
  }

  static Interaction sendConstant(int address, int firstValue, int multiplicity) {
    return new Interaction(true, address, true, firstValue, BLOCK, List.of(multiplicity));
  }

  static Interaction receiveSingle(int address, int value, Integer... multiplicity) {
    return new Interaction(false, address, false, value, 1, List.of(multiplicity));
  }

  static Interaction receiveBlock(int address, int firstValue, Integer... multiplicity) {
    return new Interaction(false, address, false, firstValue, BLOCK, List.of(multiplicity));
  }

  /** How often, negative for what is received. */
  KoalaBearExtension numerator(Row row) {
    KoalaBearExtension sum = KoalaBearExtension.ZERO;
    for (int column : multiplicity) {
      sum = sum.plus(row.preprocessed(column));
    }
    return send ? sum : sum.negated();
  }

  /**
   * The message, compressed to one element.
   *
   * @param ofPadding what an all-zero row gives: a challenge and the kind
   */
  KoalaBearExtension denominator(
      Row row, KoalaBearExtension ofPadding, KoalaBearExtension[] weights) {
    KoalaBearExtension sum = ofPadding.plus(weights[1].times(row.preprocessed(address)));
    for (int i = 0; i < valueColumns; i++) {
      KoalaBearExtension value =
          valuesArePreprocessed ? row.preprocessed(firstValue + i) : row.main(firstValue + i);
      sum = sum.plus(weights[2 + i].times(value));
    }
    return sum;
  }
}
