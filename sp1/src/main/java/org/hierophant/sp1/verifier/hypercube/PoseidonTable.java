package org.hierophant.sp1.verifier.hypercube;

import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * The table of permutations, one a row.
 *
 * <p><b>Shape.</b> Main columns: the states before each of the eight full rounds, sixteen columns
 * each; the state before the partial rounds; the first element after each partial round but the
 * last; the result. Preprocessed columns: sixteen addresses of inputs; sixteen addresses of results
 * with their multiplicities; one that is 1 in a row that is used. The machine's first constraint
 * says nothing, and as the first adds nothing: it is left out.
 *
 * <p><b>Source.</b> {@code crates/recursion/machine/src/chips/poseidon2_wide} and {@code
 * crates/hypercube/src/operations/poseidon2/air.rs} in sp1 v6.4.0.
 */
final class PoseidonTable {
  private static final int WIDTH = Poseidon2.WIDTH;
  private static final int ROUNDS = Poseidon2.FULL_ROUNDS;
  private static final int HALF = ROUNDS / 2;
  private static final int PARTIAL = Poseidon2.KOALA_BEAR.partialRounds();
  private static final int INTERNAL_STATE = ROUNDS * WIDTH;
  private static final int FIRST_ELEMENTS = INTERNAL_STATE + WIDTH;
  private static final int OUTPUT = FIRST_ELEMENTS + PARTIAL - 1;

  static final int MAIN_COLUMNS = OUTPUT + WIDTH;
  static final int PREPROCESSED_COLUMNS = 3 * WIDTH + 1;

  private PoseidonTable() {}

  static List<Interaction> interactions() {
    List<Interaction> interactions = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      int address = WIDTH + 2 * i;
      interactions.add(Interaction.sendSingle(address, OUTPUT + i, address + 1));
    }
    for (int i = 0; i < WIDTH; i++) {
      interactions.add(Interaction.receiveSingle(i, i, PREPROCESSED_COLUMNS - 1));
    }
    return interactions;
  }

  static void constrain(Row row, Constraints constraints) {
    for (int round = 0; round < ROUNDS; round++) {
      KoalaBearExtension[] state = fullRound(row, round);
      int next =
          round == HALF - 1 ? INTERNAL_STATE : round == ROUNDS - 1 ? OUTPUT : (round + 1) * WIDTH;
      equal(row, next, state, constraints);
    }
    KoalaBearExtension[] state = columns(row, INTERNAL_STATE);
    for (int round = 0; round < PARTIAL; round++) {
      KoalaBearExtension first = round == 0 ? state[0] : row.main(FIRST_ELEMENTS + round - 1);
      state[0] = cube(first.plus(Poseidon2.KOALA_BEAR.partialConstant(round)));
      internalLayer(state);
      if (round < PARTIAL - 1) {
        constraints.equal(row.main(FIRST_ELEMENTS + round), state[0]);
      }
    }
    equal(row, HALF * WIDTH, state, constraints);
  }

  private static KoalaBearExtension[] fullRound(Row row, int round) {
    KoalaBearExtension[] state = columns(row, round * WIDTH);
    if (round == 0) {
      externalLayer(state);
    }
    for (int i = 0; i < WIDTH; i++) {
      state[i] = cube(state[i].plus(Poseidon2.KOALA_BEAR.fullConstant(round, i)));
    }
    externalLayer(state);
    return state;
  }

  private static KoalaBearExtension[] columns(Row row, int first) {
    KoalaBearExtension[] state = new KoalaBearExtension[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      state[i] = row.main(first + i);
    }
    return state;
  }

  private static void equal(
      Row row, int firstColumn, KoalaBearExtension[] state, Constraints constraints) {
    for (int i = 0; i < WIDTH; i++) {
      constraints.equal(row.main(firstColumn + i), state[i]);
    }
  }

  private static KoalaBearExtension cube(KoalaBearExtension x) {
    return x.squared().times(x);
  }

  private static void externalLayer(KoalaBearExtension[] state) {
    for (int i = 0; i < WIDTH; i += 4) {
      KoalaBearExtension a = state[i];
      KoalaBearExtension b = state[i + 1];
      KoalaBearExtension c = state[i + 2];
      KoalaBearExtension d = state[i + 3];
      KoalaBearExtension all = a.plus(b).plus(c).plus(d);
      state[i] = all.plus(a).plus(b).plus(b);
      state[i + 1] = all.plus(b).plus(c).plus(c);
      state[i + 2] = all.plus(c).plus(d).plus(d);
      state[i + 3] = all.plus(d).plus(a).plus(a);
    }
    for (int i = 0; i < 4; i++) {
      KoalaBearExtension sum = state[i].plus(state[i + 4]).plus(state[i + 8]).plus(state[i + 12]);
      for (int k = i; k < WIDTH; k += 4) {
        state[k] = state[k].plus(sum);
      }
    }
  }

  /** See {@link Poseidon2}: the multiples are -2, 1, 2, 4 … 2^13, 2^15. */
  private static void internalLayer(KoalaBearExtension[] state) {
    KoalaBearExtension sum = KoalaBearExtension.ZERO;
    for (KoalaBearExtension element : state) {
      sum = sum.plus(element);
    }
    for (int i = 0; i < WIDTH; i++) {
      int multiple =
          i == 0 ? SmallField.KOALA_BEAR.p() - 2 : i < WIDTH - 1 ? 1 << (i - 1) : 1 << (WIDTH - 1);
      state[i] = sum.plus(state[i].times(multiple)).times(Poseidon2.KOALA_BEAR.internalFactor());
    }
  }
}
