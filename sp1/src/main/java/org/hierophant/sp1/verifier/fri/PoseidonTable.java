package org.hierophant.sp1.verifier.fri;

import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * The table of permutations, one a row.
 *
 * <p><b>Shape.</b> Main columns: the states before each of the eight full rounds, sixteen columns
 * each; the state before the partial rounds; the first element after each partial round but the
 * last; the result; the cubes of each full round, sixteen columns each; the cube of each partial
 * round. Preprocessed columns: sixteen addresses of inputs; sixteen addresses of results with their
 * multiplicities; one that is -1 in a row that is used. The machine's first constraint says
 * nothing, and as the first adds nothing: it is left out.
 *
 * <p><b>Source.</b> {@code crates/recursion/core/src/chips/poseidon2_wide} and {@code
 * crates/core/machine/src/operations/poseidon2} in sp1 v5.2.4.
 */
final class PoseidonTable {
  private static final int WIDTH = Poseidon2.WIDTH;
  private static final int ROUNDS = Poseidon2.FULL_ROUNDS;
  private static final int HALF = ROUNDS / 2;
  private static final int PARTIAL = Poseidon2.BABY_BEAR.partialRounds();
  private static final int INTERNAL_STATE = ROUNDS * WIDTH;
  private static final int FIRST_ELEMENTS = INTERNAL_STATE + WIDTH;
  private static final int OUTPUT = FIRST_ELEMENTS + PARTIAL - 1;
  private static final int FULL_CUBES = OUTPUT + WIDTH;
  private static final int PARTIAL_CUBES = FULL_CUBES + ROUNDS * WIDTH;

  static final int MAIN_COLUMNS = PARTIAL_CUBES + PARTIAL;
  static final int PREPROCESSED_COLUMNS = 3 * WIDTH + 1;

  private PoseidonTable() {}

  /** Inputs are sent minus once, which is to receive them. */
  static List<Interaction> interactions() {
    List<Interaction> interactions = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      interactions.add(Interaction.sendSingle(i, i, PREPROCESSED_COLUMNS - 1));
    }
    for (int i = 0; i < WIDTH; i++) {
      int address = WIDTH + 2 * i;
      interactions.add(Interaction.sendSingle(address, OUTPUT + i, address + 1));
    }
    return interactions;
  }

  static void constrain(Row row, Constraints constraints) {
    for (int round = 0; round < ROUNDS; round++) {
      int next =
          round == HALF - 1 ? INTERNAL_STATE : round == ROUNDS - 1 ? OUTPUT : (round + 1) * WIDTH;
      equal(row, next, fullRound(row, round, constraints), constraints);
    }
    BabyBearExtension[] state = columns(row, INTERNAL_STATE);
    for (int round = 0; round < PARTIAL; round++) {
      BabyBearExtension first = round == 0 ? state[0] : row.main(FIRST_ELEMENTS + round - 1);
      BabyBearExtension sum = first.plus(Poseidon2.BABY_BEAR.partialConstant(round));
      state[0] = seventh(sum, row.main(PARTIAL_CUBES + round), constraints);
      internalLayer(state);
      if (round < PARTIAL - 1) {
        constraints.equal(row.main(FIRST_ELEMENTS + round), state[0]);
      }
    }
    equal(row, HALF * WIDTH, state, constraints);
  }

  private static BabyBearExtension[] fullRound(Row row, int round, Constraints constraints) {
    BabyBearExtension[] state = columns(row, round * WIDTH);
    if (round == 0) {
      externalLayer(state);
    }
    for (int i = 0; i < WIDTH; i++) {
      BabyBearExtension sum = state[i].plus(Poseidon2.BABY_BEAR.fullConstant(round, i));
      state[i] = seventh(sum, row.main(FULL_CUBES + round * WIDTH + i), constraints);
    }
    externalLayer(state);
    return state;
  }

  /** The seventh power by way of the cube, which has a column of its own. */
  private static BabyBearExtension seventh(
      BabyBearExtension x, BabyBearExtension cube, Constraints constraints) {
    constraints.equal(cube, x.squared().times(x));
    return cube.squared().times(x);
  }

  private static BabyBearExtension[] columns(Row row, int first) {
    BabyBearExtension[] state = new BabyBearExtension[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      state[i] = row.main(first + i);
    }
    return state;
  }

  private static void equal(
      Row row, int firstColumn, BabyBearExtension[] state, Constraints constraints) {
    for (int i = 0; i < WIDTH; i++) {
      constraints.equal(row.main(firstColumn + i), state[i]);
    }
  }

  private static void externalLayer(BabyBearExtension[] state) {
    for (int i = 0; i < WIDTH; i += 4) {
      BabyBearExtension a = state[i];
      BabyBearExtension b = state[i + 1];
      BabyBearExtension c = state[i + 2];
      BabyBearExtension d = state[i + 3];
      BabyBearExtension all = a.plus(b).plus(c).plus(d);
      state[i] = all.plus(a).plus(b).plus(b);
      state[i + 1] = all.plus(b).plus(c).plus(c);
      state[i + 2] = all.plus(c).plus(d).plus(d);
      state[i + 3] = all.plus(d).plus(a).plus(a);
    }
    for (int i = 0; i < 4; i++) {
      BabyBearExtension sum = state[i].plus(state[i + 4]).plus(state[i + 8]).plus(state[i + 12]);
      for (int k = i; k < WIDTH; k += 4) {
        state[k] = state[k].plus(sum);
      }
    }
  }

  /** See {@link Poseidon2}: the multiples are -2, 1, 2, 4 … 2^13, 2^15. */
  private static void internalLayer(BabyBearExtension[] state) {
    BabyBearExtension sum = BabyBearExtension.ZERO;
    for (BabyBearExtension element : state) {
      sum = sum.plus(element);
    }
    for (int i = 0; i < WIDTH; i++) {
      int multiple =
          i == 0 ? SmallField.BABY_BEAR.p() - 2 : i < WIDTH - 1 ? 1 << (i - 1) : 1 << (WIDTH - 1);
      state[i] = sum.plus(state[i].times(multiple)).times(Poseidon2.BABY_BEAR.internalFactor());
    }
  }
}
