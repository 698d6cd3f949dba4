package org.hierophant.sp1.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The permutation against its definition, written down plainly. */
class Poseidon2DefinitionTest {
  private static final int WIDTH = Poseidon2.WIDTH;
  private static final int[] COLUMN = {2, 3, 1, 1};

  enum Field {
    BABY_BEAR(Poseidon2.BABY_BEAR, 0x78000001, 7),
    KOALA_BEAR(Poseidon2.KOALA_BEAR, 0x7f000001, 3);

    private final Poseidon2 poseidon;
    private final int p;
    private final int power;

    Field(Poseidon2 poseidon, int p, int power) {
      this.poseidon = poseidon;
      this.p = p;
      this.power = power;
    }
  }

  @ParameterizedTest
  @EnumSource
  void permutesAnyElements(Field field) {
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      int[] state = random.ints(WIDTH, 0, field.p).toArray();

      assertPermutes(field, state);
    }
  }

  @ParameterizedTest
  @EnumSource
  void permutesTheGreatestElements(Field field) {
    int[] greatest = new int[WIDTH];
    Arrays.fill(greatest, field.p - 1);

    assertPermutes(field, greatest);
    IntStream.range(0, WIDTH)
        .forEach(
            i -> {
              int[] one = new int[WIDTH];
              one[i] = field.p - 1;
              assertPermutes(field, one);
            });
  }

  private static void assertPermutes(Field field, int[] state) {
    BigInteger[] expected = permuted(field, state);

    field.poseidon.permute(state);

    assertThat(state)
        .containsExactly(Arrays.stream(expected).mapToInt(BigInteger::intValue).toArray());
  }

  private static BigInteger[] permuted(Field field, int[] start) {
    BigInteger p = BigInteger.valueOf(field.p);
    BigInteger[] state =
        Arrays.stream(start).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
    mixExternally(state, p);
    for (int round = 0; round < Poseidon2.FULL_ROUNDS; round++) {
      if (round == Poseidon2.FULL_ROUNDS / 2) {
        for (int k = 0; k < field.poseidon.partialRounds(); k++) {
          state[0] = powered(field, state[0], field.poseidon.partialConstant(k), p);
          mixInternally(state, p);
        }
      }
      for (int i = 0; i < WIDTH; i++) {
        state[i] = powered(field, state[i], field.poseidon.fullConstant(round, i), p);
      }
      mixExternally(state, p);
    }
    return state;
  }

  private static BigInteger powered(Field field, BigInteger element, int constant, BigInteger p) {
    return element.add(BigInteger.valueOf(constant)).modPow(BigInteger.valueOf(field.power), p);
  }

  /** Each four elements by a circulant matrix, twice where they meet themselves. */
  private static void mixExternally(BigInteger[] state, BigInteger p) {
    BigInteger[] old = state.clone();
    for (int i = 0; i < WIDTH; i++) {
      BigInteger sum = BigInteger.ZERO;
      for (int k = 0; k < WIDTH; k++) {
        int weight = COLUMN[Math.floorMod(k - i, 4)] * (k / 4 == i / 4 ? 2 : 1);
        sum = sum.add(old[k].multiply(BigInteger.valueOf(weight)));
      }
      state[i] = sum.mod(p);
    }
  }

  /** The sum of all added to each element's multiple, over 2^32. */
  private static void mixInternally(BigInteger[] state, BigInteger p) {
    BigInteger sum = Arrays.stream(state).reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger factor = BigInteger.TWO.pow(32).modInverse(p);
    for (int i = 0; i < WIDTH; i++) {
      BigInteger multiple =
          i == 0 ? BigInteger.TWO.negate() : BigInteger.TWO.pow(i < WIDTH - 1 ? i - 1 : WIDTH - 1);
      state[i] = sum.add(state[i].multiply(multiple)).multiply(factor).mod(p);
    }
  }
}
