package org.hierophant.sp1.verifier.fri;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hierophant.sp1.field.BabyBearExtension;

/**
 * One access of a chip to the memory all chips share: a value that is sent or received at an
 * address. Over all chips and rows, what is sent must be what is received.
 *
 * <p><b>Shape.</b> A message is its kind, which is always memory, an address, and four elements; a
 * single element is followed by zeros.
 *
 * <p><b>Source.</b> {@code crates/recursion/core/src/builder.rs} in sp1 v5.2.4.
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

  /** The number of the kind that all messages are of. */
  static final int KIND = 1;

  /** Weights that a message's parts need: kind, address, four elements. */
  static final int WEIGHTS = 6;

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

  /** Those of every copy of a chip's columns, what is sent before what is received. */
  static List<Interaction> ofCopies(int copies, IntFunction<List<Interaction>> ofCopy) {
    List<Interaction> all =
        IntStream.range(0, copies).mapToObj(ofCopy).flatMap(List::stream).toList();
    List<Interaction> ordered = new ArrayList<>(all.stream().filter(Interaction::send).toList());
    all.stream().filter(interaction -> !interaction.send).forEach(ordered::add);
    return ordered;
  }

  /** How often, negative for what is received. */
  BabyBearExtension numerator(Row row) {
    BabyBearExtension sum = BabyBearExtension.ZERO;
    for (int column : multiplicity) {
      sum = sum.plus(row.preprocessed(column));
    }
    return send ? sum : sum.negated();
  }

  /**
   * The message, compressed to one element.
   *
   * @param start a challenge
   * @param weights powers of another, from 1 on
   */
  BabyBearExtension denominator(Row row, BabyBearExtension start, BabyBearExtension[] weights) {
    BabyBearExtension sum = start.plus(KIND).plus(weights[1].times(row.preprocessed(address)));
    for (int i = 0; i < valueColumns; i++) {
      BabyBearExtension value =
          valuesArePreprocessed ? row.preprocessed(firstValue + i) : row.main(firstValue + i);
      sum = sum.plus(weights[2 + i].times(value));
    }
    return sum;
  }
}
