package org.hierophant.sp1.hash;

import org.hierophant.sp1.field.BabyBear;

/**
 * The permutation of {@link Poseidon2#BABY_BEAR} alone, with everything a constant that can be one:
 * a verifier of SP1 v5 permutes some thirty thousand times per proof.
 *
 * <p><b>Shape.</b> States are sixteen canonical elements.
 *
 * <p><b>Source.</b> {@code crates/primitives/src/lib.rs} in sp1 v5.0.0; p3-baby-bear and
 * p3-poseidon2 0.2.3-succinct.
 */
public final class BabyBearPermutation {
  /** Full rounds; half of them stand before the partial ones. */
  public static final int FULL_ROUNDS = 8;

  /** Rounds that put only the first element through the power map. */
  public static final int PARTIAL_ROUNDS = 13;

  /** What the internal layer multiplies by in the end: the inverse of 2^32. */
  public static final int INTERNAL_FACTOR = 943718400;

  private static final int WIDTH = Poseidon2.WIDTH;
  private static final int P = BabyBear.P;

  /** The inverse of p modulo 2^32. */
  private static final int INVERSE = 0x88000001;

  /** 2^64 mod p: what turns a canonical element into Montgomery's form. */
  private static final int SQUARED_RADIX = 1172168163;

  /** p is 15 · 2^27 + 1. */
  private static final int LOW_BITS = 27;

  /** 2^15 / 15, rounded up. */
  private static final int FIFTEENTH = 2185;

  /** Makes positive what the external layer sums up: it takes no element more than 35 times. */
  private static final long OFFSET = 36L * P;

  private static final int[] FULL = toMontgomery(Poseidon2Constants.BABY_BEAR_FULL);
  private static final int[] PARTIAL = toMontgomery(Poseidon2Constants.BABY_BEAR_PARTIAL);

  static {
    // Elements are in [-71, p) after a full round and in (-p/2, p/2) after a partial one: constants
    // are chosen so that with them they hardly leave [-p, p].
    for (int i = 0; i < FULL.length; i++) {
      FULL[i] = i / WIDTH == FULL_ROUNDS / 2 ? centered(FULL[i]) : FULL[i] - P;
    }
    for (int i = 0; i < PARTIAL.length; i++) {
      PARTIAL[i] = i == 0 ? PARTIAL[i] - P : centered(PARTIAL[i]);
    }
  }

  private BabyBearPermutation() {}

  /** The constant that a full round adds to an element, canonical. */
  public static int fullConstant(int round, int element) {
    return Poseidon2Constants.BABY_BEAR_FULL[round * WIDTH + element];
  }

  /** The constant that a partial round adds to the first element, canonical. */
  public static int partialConstant(int round) {
    return Poseidon2Constants.BABY_BEAR_PARTIAL[round];
  }

  /** Permutes a state in place. */
  public static void permute(int[] state) {
    for (int i = 0; i < WIDTH; i++) {
      state[i] = multiply(state[i], SQUARED_RADIX);
    }
    externalLayer(state);
    for (int round = 0; round < FULL_ROUNDS / 2; round++) {
      fullRound(state, round * WIDTH);
    }
    partialRounds(state);
    for (int round = FULL_ROUNDS / 2; round < FULL_ROUNDS; round++) {
      fullRound(state, round * WIDTH);
    }
    for (int i = 0; i < WIDTH; i++) {
      state[i] = canonical(reduce(state[i]));
    }
  }

  private static void fullRound(int[] state, int constants) {
    for (int i = 0; i < WIDTH; i++) {
      state[i] = seventh(state[i] + FULL[constants + i]);
    }
    externalLayer(state);
  }

  /** Mixes within each four elements, then adds to each the sum of its column. */
  private static void externalLayer(int[] state) {
    long sum0 = OFFSET;
    long sum1 = OFFSET;
    long sum2 = OFFSET;
    long sum3 = OFFSET;
    for (int i = 0; i < WIDTH; i += 4) {
      long a = state[i];
      long b = state[i + 1];
      long c = state[i + 2];
      long d = state[i + 3];
      long all = a + b + c + d;
      sum0 += all + a + 2 * b;
      sum1 += all + b + 2 * c;
      sum2 += all + c + 2 * d;
      sum3 += all + d + 2 * a;
    }
    for (int i = 0; i < WIDTH; i += 4) {
      long a = state[i];
      long b = state[i + 1];
      long c = state[i + 2];
      long d = state[i + 3];
      long all = a + b + c + d;
      state[i] = fold(sum0 + all + a + 2 * b);
      state[i + 1] = fold(sum1 + all + b + 2 * c);
      state[i + 2] = fold(sum2 + all + c + 2 * d);
      state[i + 3] = fold(sum3 + all + d + 2 * a);
    }
  }

  /** All partial rounds: the state stays in local variables. */
  private static void partialRounds(int[] state) {
    int s0 = state[0];
    int s1 = state[1];
    int s2 = state[2];
    int s3 = state[3];
    int s4 = state[4];
    int s5 = state[5];
    int s6 = state[6];
    int s7 = state[7];
    int s8 = state[8];
    int s9 = state[9];
    int s10 = state[10];
    int s11 = state[11];
    int s12 = state[12];
    int s13 = state[13];
    int s14 = state[14];
    int s15 = state[15];
    for (int constant : PARTIAL) {
      long others =
          ((((long) s1 + s2) + ((long) s3 + s4)) + (((long) s5 + s6) + ((long) s7 + s8)))
              + ((((long) s9 + s10) + ((long) s11 + s12)) + (((long) s13 + s14) + s15));
      s0 = seventh(s0 + constant);
      long sum = others + s0;
      s0 = reduce(others - s0); // -2 times the element, which the sum has once
      s1 = reduce(sum + s1);
      s2 = reduce(sum + ((long) s2 << 1));
      s3 = reduce(sum + ((long) s3 << 2));
      s4 = reduce(sum + ((long) s4 << 3));
      s5 = reduce(sum + ((long) s5 << 4));
      s6 = reduce(sum + ((long) s6 << 5));
      s7 = reduce(sum + ((long) s7 << 6));
      s8 = reduce(sum + ((long) s8 << 7));
      s9 = reduce(sum + ((long) s9 << 8));
      s10 = reduce(sum + ((long) s10 << 9));
      s11 = reduce(sum + ((long) s11 << 10));
      s12 = reduce(sum + ((long) s12 << 11));
      s13 = reduce(sum + ((long) s13 << 12));
      s14 = reduce(sum + ((long) s14 << 13));
      s15 = reduce(sum + ((long) s15 << 15));
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
    state[4] = s4;
    state[5] = s5;
    state[6] = s6;
    state[7] = s7;
    state[8] = s8;
    state[9] = s9;
    state[10] = s10;
    state[11] = s11;
    state[12] = s12;
    state[13] = s13;
    state[14] = s14;
    state[15] = s15;
  }

  /**
   * The residue of a positive sum below 72 p, in [-71, p): for q times p - 1 there is q times p
   * taken off.
   */
  private static int fold(long sum) {
    int quotient = (int) (sum >>> LOW_BITS) * FIFTEENTH >>> 15;
    return (int) sum - quotient * P;
  }

  private static int seventh(int x) {
    int square = multiply(x, x);
    return multiply(multiply(square, x), multiply(square, square));
  }

  private static int multiply(int a, int b) {
    return reduce((long) a * b);
  }

  /** Divides a value below 2^31 p in size by 2^32, modulo p: the result is below p in size. */
  private static int reduce(long value) {
    return (int) ((value - (long) ((int) value * INVERSE) * P) >> 32);
  }

  /** From (-p, p). */
  private static int canonical(int element) {
    return element + ((element >> 31) & P);
  }

  private static int centered(int element) {
    return element > P / 2 ? element - P : element;
  }

  private static int[] toMontgomery(int[] canonical) {
    int[] elements = new int[canonical.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = canonical(multiply(canonical[i], SQUARED_RADIX));
    }
    return elements;
  }
}
