package org.hierophant.sp1.verifier.hypercube;

import static org.hierophant.sp1.verifier.hypercube.Interaction.receiveBlock;
import static org.hierophant.sp1.verifier.hypercube.Interaction.receiveSingle;
import static org.hierophant.sp1.verifier.hypercube.Interaction.sendBlock;
import static org.hierophant.sp1.verifier.hypercube.Interaction.sendConstant;
import static org.hierophant.sp1.verifier.hypercube.Interaction.sendSingle;

import java.util.List;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;

/**
 * The tables of the recursion's machine: what each has of columns, how it uses the memory, and what
 * must be zero in each of its rows.
 *
 * <p><b>Shape.</b> In the order of their names, which is theirs in proofs. Interactions: what is
 * sent before what is received.
 *
 * <p><b>Source.</b> {@code crates/recursion/machine/src/chips} in sp1 v6.4.0.
 */
enum Chip {
  /** Arithmetic of the base field. Main columns: result, two operands. */
  BASE_ALU(
      "BaseAlu",
      3,
      8,
      List.of(
          sendSingle(0, 0, 7), receiveSingle(1, 1, 3, 4, 5, 6), receiveSingle(2, 2, 3, 4, 5, 6))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {
      KoalaBearExtension out = row.main(0);
      KoalaBearExtension left = row.main(1);
      KoalaBearExtension right = row.main(2);
      constraints.bool(realAlu(row));
      constraints.zero(row.preprocessed(3).times(left.plus(right).minus(out)));
      constraints.zero(row.preprocessed(4).times(left.minus(right.plus(out))));
      constraints.zero(row.preprocessed(5).times(out.minus(left.times(right))));
      constraints.zero(row.preprocessed(6).times(right.times(out).minus(left)));
    }
  },

  /** Arithmetic of the extension. Main columns: result, two operands, four each. */
  EXT_ALU(
      "ExtAlu",
      12,
      8,
      List.of(sendBlock(0, 0, 7), receiveBlock(1, 4, 3, 4, 5, 6), receiveBlock(2, 8, 3, 4, 5, 6))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {
      KoalaBearExtension[] out = row.block(0);
      KoalaBearExtension[] left = row.block(4);
      KoalaBearExtension[] right = row.block(8);
      constraints.bool(realAlu(row));
      constraints.equalWhen(row.preprocessed(3), Blocks.add(left, right), out);
      constraints.equalWhen(row.preprocessed(4), left, Blocks.add(right, out));
      constraints.equalWhen(row.preprocessed(5), Blocks.multiply(left, right), out);
      constraints.equalWhen(row.preprocessed(6), left, Blocks.multiply(right, out));
    }
  },

  /** Constants of the program. */
  MEMORY_CONST("MemoryConst", 1, 6, List.of(sendConstant(4, 0, 5))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {}
  },

  /** What the prover puts into the memory, two blocks a row. */
  MEMORY_VAR("MemoryVar", 8, 4, List.of(sendBlock(0, 0, 1), sendBlock(2, 4, 3))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {}
  },

  /** The permutation. */
  POSEIDON2(
      "Poseidon2WideDeg3",
      PoseidonTable.MAIN_COLUMNS,
      PoseidonTable.PREPROCESSED_COLUMNS,
      PoseidonTable.interactions()) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {
      PoseidonTable.constrain(row, constraints);
    }
  },

  /**
   * One bit of the verifier's own work on jagged tables: an equality's product and a number, each
   * one bit further. Main columns: the bit, a coordinate, product before and after, number before
   * and after.
   */
  PREFIX_SUM_CHECKS(
      "PrefixSumChecks",
      15,
      9,
      List.of(
          sendBlock(3, 9, 4),
          sendSingle(6, 14, 7),
          receiveSingle(0, 0, 8),
          receiveBlock(1, 1, 8),
          receiveBlock(2, 5, 8),
          receiveSingle(5, 13, 8))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {
      KoalaBearExtension bit = row.main(0);
      KoalaBearExtension[] factor = new KoalaBearExtension[QuarticExtension.DEGREE];
      for (int i = 0; i < factor.length; i++) {
        KoalaBearExtension coordinate = row.main(1 + i);
        KoalaBearExtension both = bit.times(coordinate);
        factor[i] = both.plus(both).minus(coordinate);
      }
      factor[0] = factor[0].minus(bit).plus(1);
      constraints.bool(row.preprocessed(8));
      constraints.bool(bit);
      KoalaBearExtension[] product = Blocks.multiply(row.block(5), factor);
      for (int i = 0; i < product.length; i++) {
        constraints.equal(row.main(9 + i), product[i]);
      }
      constraints.equal(row.main(14), bit.plus(row.main(13)).plus(row.main(13)));
    }
  },

  /** Ties the digest among the public values to the memory. Main column: one element of it. */
  PUBLIC_VALUES("PublicValues", 1, 10, List.of(receiveSingle(8, 0, 9))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {
      for (int i = 0; i < Parameters.DIGEST; i++) {
        KoalaBearExtension expected = KoalaBearExtension.of(publicValues[DIGEST_START + i]);
        constraints.zero(row.preprocessed(i).times(expected.minus(row.main(0))));
      }
    }
  },

  /** Swaps two elements or not. Main columns: the bit, two results, two operands. */
  SELECT(
      "Select",
      5,
      8,
      List.of(
          sendSingle(2, 1, 6),
          sendSingle(3, 2, 7),
          receiveSingle(1, 0, 0),
          receiveSingle(4, 3, 0),
          receiveSingle(5, 4, 0))) {
    @Override
    void constrain(Row row, int[] publicValues, Constraints constraints) {
      KoalaBearExtension bit = row.main(0);
      KoalaBearExtension left = row.main(3);
      KoalaBearExtension right = row.main(4);
      constraints.bool(bit);
      constraints.equal(row.main(1), left.plus(bit.times(right.minus(left))));
      constraints.equal(row.main(1).plus(row.main(2)), left.plus(right));
    }
  };

  /** Where the digest stands among the public values. */
  static final int DIGEST_START = 175;

  /** All chips, in the order of their names. */
  static final List<Chip> ALL = List.of(values());

  private final String tableName;
  private final int mainColumns;
  private final int preprocessedColumns;
  private final List<Interaction> interactions;

  Chip(String tableName, int mainColumns, int preprocessedColumns, List<Interaction> interactions) {
    this.tableName = tableName;
    this.mainColumns = mainColumns;
    this.preprocessedColumns = preprocessedColumns;
    this.interactions = List.copyOf(interactions);
  }

  /** Adds the chip's constraints in one row. */
  abstract void constrain(Row row, int[] publicValues, Constraints constraints);

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

  List<Interaction> interactions() {
    return interactions;
  }

  /** The flags of the four operations: at most one is set in a row. */
  private static KoalaBearExtension realAlu(Row row) {
    return row.preprocessed(3)
        .plus(row.preprocessed(4))
        .plus(row.preprocessed(5))
        .plus(row.preprocessed(6));
  }

  /** How many interactions the chips have together. */
  static int interactionCount() {
    return ALL.stream().mapToInt(chip -> chip.interactions.size()).sum();
  }
}
