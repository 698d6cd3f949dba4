package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.verifier.fri.Interaction.receiveBlock;
import static org.hierophant.sp1.verifier.fri.Interaction.receiveSingle;
import static org.hierophant.sp1.verifier.fri.Interaction.sendBlock;
import static org.hierophant.sp1.verifier.fri.Interaction.sendConstant;
import static org.hierophant.sp1.verifier.fri.Interaction.sendSingle;

import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;

/**
 * The tables of the recursion's machine: what each has of columns, how it uses the memory, and what
 * must be zero in each of its rows.
 *
 * <p><b>Shape.</b> Some tables have two or four copies of their columns, one after the other.
 * Interactions: what is sent before what is received.
 *
 * <p><b>Source.</b> {@code crates/recursion/core/src/chips} in sp1 v5.2.4.
 */
enum Chip {
  /** Arithmetic of the base field, four times. Main columns: result, two operands. */
  BASE_ALU(
      "BaseAlu",
      12,
      32,
      true,
      Interaction.ofCopies(
          4,
          copy ->
              List.of(
                  receiveSingle(8 * copy + 1, 3 * copy + 1, aluFlags(copy)),
                  receiveSingle(8 * copy + 2, 3 * copy + 2, aluFlags(copy)),
                  sendSingle(8 * copy, 3 * copy, 8 * copy + 7)))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      for (int copy = 0; copy < 4; copy++) {
        BabyBearExtension out = row.main(3 * copy);
        BabyBearExtension left = row.main(3 * copy + 1);
        BabyBearExtension right = row.main(3 * copy + 2);
        int flag = 8 * copy + 3;
        constraints.bool(realAlu(row, flag));
        constraints.equalWhen(row.preprocessed(flag), left.plus(right), out);
        constraints.equalWhen(row.preprocessed(flag + 1), left, right.plus(out));
        constraints.equalWhen(row.preprocessed(flag + 2), out, left.times(right));
        constraints.equalWhen(row.preprocessed(flag + 3), right.times(out), left);
      }
    }
  },

  /** Arithmetic of the extension, four times. Main columns: result, two operands, four each. */
  EXT_ALU(
      "ExtAlu",
      48,
      32,
      true,
      Interaction.ofCopies(
          4,
          copy ->
              List.of(
                  receiveBlock(8 * copy + 1, 12 * copy + 4, aluFlags(copy)),
                  receiveBlock(8 * copy + 2, 12 * copy + 8, aluFlags(copy)),
                  sendBlock(8 * copy, 12 * copy, 8 * copy + 7)))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      for (int copy = 0; copy < 4; copy++) {
        BabyBearExtension[] out = row.block(12 * copy);
        BabyBearExtension[] left = row.block(12 * copy + 4);
        BabyBearExtension[] right = row.block(12 * copy + 8);
        int flag = 8 * copy + 3;
        constraints.bool(realAlu(row, flag));
        constraints.equalWhen(row.preprocessed(flag), Blocks.add(left, right), out);
        constraints.equalWhen(row.preprocessed(flag + 1), left, Blocks.add(right, out));
        constraints.equalWhen(row.preprocessed(flag + 2), Blocks.multiply(left, right), out);
        constraints.equalWhen(row.preprocessed(flag + 3), left, Blocks.multiply(right, out));
      }
    }
  },

  /** Constants of the program, two a row. */
  MEMORY_CONST(
      "MemoryConst", 1, 12, true, List.of(sendConstant(4, 0, 5), sendConstant(10, 6, 11))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {}
  },

  /** What the prover puts into the memory, two blocks a row. */
  MEMORY_VAR("MemoryVar", 8, 4, true, List.of(sendBlock(0, 0, 1), sendBlock(2, 4, 3))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {}
  },

  /** The permutation. */
  POSEIDON2(
      "Poseidon2WideDeg3",
      PoseidonTable.MAIN_COLUMNS,
      PoseidonTable.PREPROCESSED_COLUMNS,
      true,
      PoseidonTable.interactions()) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      PoseidonTable.constrain(row, constraints);
    }
  },

  /**
   * Sums up the verifier's own openings over consecutive rows. Main columns: the sum, a power of a
   * challenge, a value at the challenged point, four each; a value at the queried one. The
   * machine's first constraint says nothing, and as the first adds nothing: it is left out.
   */
  BATCH_FRI(
      "BatchFRI",
      13,
      6,
      false,
      List.of(
          sendBlock(2, 0, 1),
          receiveBlock(3, 4, 0),
          receiveBlock(4, 8, 0),
          receiveSingle(5, 12, 0))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      BabyBearExtension end = row.preprocessed(1);
      BabyBearExtension[] nextTerm = term(next);
      constraints.equalWhen(at.first(), row.block(0), term(row));
      constraints.equalWhen(at.transition().times(end), next.block(0), nextTerm);
      constraints.equalWhen(
          at.transition().times(end.minus(1)), next.block(0), Blocks.add(row.block(0), nextTerm));
    }

    private static BabyBearExtension[] term(Row row) {
      return Blocks.multiply(row.block(4), Blocks.subtract(row.block(8), row.main(12)));
    }
  },

  /** Swaps two elements or not. Main columns: the bit, two results, two operands. */
  SELECT(
      "Select",
      5,
      8,
      true,
      List.of(
          sendSingle(2, 1, 6),
          sendSingle(3, 2, 7),
          receiveSingle(1, 0, 0),
          receiveSingle(4, 3, 0),
          receiveSingle(5, 4, 0))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      BabyBearExtension swapped = row.main(0).times(row.main(4).minus(row.main(3)));
      constraints.equal(row.main(1), row.main(3).plus(swapped));
      constraints.equal(row.main(2), row.main(4).minus(swapped));
    }
  },

  /**
   * Raises to a power whose bits come highest last, one a row. Main columns: base, bit, square of
   * the row before, the same times the factor, the result so far, its square, the factor.
   */
  EXP_REVERSE_BITS(
      "ExpReverseBitsLen",
      7,
      10,
      false,
      List.of(sendSingle(0, 0, 1), sendSingle(2, 1, 3), sendSingle(4, 4, 5))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      BabyBearExtension first = row.preprocessed(7);
      BabyBearExtension real = row.preprocessed(9);
      BabyBearExtension goesOn =
          at.transition().times(next.preprocessed(9)).times(row.preprocessed(8).minus(1));
      BabyBearExtension base = row.main(0);
      BabyBearExtension bit = row.main(1);
      BabyBearExtension product = row.main(3);
      BabyBearExtension result = row.main(4);
      BabyBearExtension factor = row.main(6);
      constraints.equalWhen(goesOn, base, next.main(0));
      constraints.equalWhen(first, result, factor);
      constraints.equalWhen(real.times(bit), factor, base);
      constraints.equalWhen(real.times(bit.minus(1)), factor, BabyBearExtension.ONE);
      constraints.equalWhen(real, product, row.main(2).times(factor));
      constraints.equalWhen(real.times(first.minus(1)), result, product);
      constraints.equalWhen(real, row.main(5), result.squared());
      constraints.equalWhen(goesOn, next.main(2), row.main(5));
    }
  },

  /** Ties the digest among the public values to the memory. Main column: one element of it. */
  PUBLIC_VALUES("PublicValues", 1, 10, false, List.of(sendSingle(8, 0, 9))) {
    @Override
    void constrain(Row row, Row next, Selectors at, int[] publicValues, Constraints constraints) {
      for (int i = 0; i < Parameters.DIGEST; i++) {
        BabyBearExtension expected = BabyBearExtension.of(publicValues[DIGEST_START + i]);
        constraints.equalWhen(row.preprocessed(i), expected, row.main(0));
      }
    }
  };

  /** Where the digest stands among the public values. */
  static final int DIGEST_START = 223;

  /** All chips. */
  static final List<Chip> ALL = List.of(values());

  private final String tableName;
  private final int mainColumns;
  private final int preprocessedColumns;
  private final boolean localOnly;
  private final List<Interaction> interactions;

  Chip(
      String tableName,
      int mainColumns,
      int preprocessedColumns,
      boolean localOnly,
      List<Interaction> interactions) {
    this.tableName = tableName;
    this.mainColumns = mainColumns;
    this.preprocessedColumns = preprocessedColumns;
    this.localOnly = localOnly;
    this.interactions = List.copyOf(interactions);
  }

  /**
   * Adds the chip's constraints in one row, but for those of the lookups.
   *
   * @param next the row after it
   */
  abstract void constrain(
      Row row, Row next, Selectors at, int[] publicValues, Constraints constraints);

  /** As proofs name it. */
  String tableName() {
    return tableName;
  }

  int mainColumns() {
    return mainColumns;
  }

  int preprocessedColumns() {
    return preprocessedColumns;
  }

  /** Columns of extension elements: a sum for each pair of interactions, and the running sum. */
  int permutationColumns() {
    return Math.ceilDiv(interactions.size(), Parameters.INTERACTIONS_PER_COLUMN) + 1;
  }

  /** True if no constraint looks at the next row, which is then not opened. */
  boolean localOnly() {
    return localOnly;
  }

  List<Interaction> interactions() {
    return interactions;
  }

  /** The flags of a copy's four operations: at most one is set in a row. */
  private static Integer[] aluFlags(int copy) {
    int flag = 8 * copy + 3;
    return new Integer[] {flag, flag + 1, flag + 2, flag + 3};
  }

  private static BabyBearExtension realAlu(Row row, int flag) {
    return row.preprocessed(flag)
        .plus(row.preprocessed(flag + 1))
        .plus(row.preprocessed(flag + 2))
        .plus(row.preprocessed(flag + 3));
  }
}
