package org.hierophant.sp1.hash;

import java.math.BigInteger;
import java.util.Arrays;
import org.hierophant.sp1.field.SmallField;

/**
 * Poseidon2 of width 16 over a 31-bit field, and the sponge and the compression SP1 builds on it.
 *
 * <p><b>Shape.</b> Inputs and outputs are canonical field elements. The sponge overwrites the first
 * eight elements with each block of up to eight inputs and permutes; a short last block leaves the
 * rest as it is; there is no padding. A verifier permutes some twenty or thirty thousand times per
 * proof: within, elements are in Montgomery's form and signed, and only what the next step could
 * not take is corrected.
 *
 * <p><b>Thread.</b> Immutable: one instance serves all threads.
 *
 * <p><b>Source.</b> {@code crates/primitives/src/lib.rs} in sp1 v5.0.0, {@code
 * slop/crates/koala-bear/src/koala_bear_poseidon2.rs} in sp1 v6.4.0; p3-poseidon2 0.2.3-succinct
 * and 0.4.3-succinct.
 */
public final class Poseidon2 {
  /** Elements of the state. */
  public static final int WIDTH = 16;

  /** Elements of a digest, and of a block of input. */
  public static final int RATE = 8;

  /** Full rounds; half of them stand before the partial ones. */
  public static final int FULL_ROUNDS = 8;

  /** SP1 v4 and v5. */
  public static final Poseidon2 BABY_BEAR =
      new Poseidon2(
          SmallField.BABY_BEAR.p(),
          7,
          Poseidon2Constants.BABY_BEAR_FULL,
          Poseidon2Constants.BABY_BEAR_PARTIAL);

  /** SP1 v6. */
  public static final Poseidon2 KOALA_BEAR =
      new Poseidon2(
          SmallField.KOALA_BEAR.p(),
          3,
          Poseidon2Constants.KOALA_BEAR_FULL,
          Poseidon2Constants.KOALA_BEAR_PARTIAL);

  private static final int RECIPROCAL_BITS = 55;

  private final int p;

  /** The inverse of p modulo 2^32. */
  private final int inverse;

  /** 2^64 mod p: what turns a canonical element into Montgomery's form. */
  private final int squaredRadix;

  /** 2^55 / p, rounded up. */
  private final long reciprocal;

  /** Makes positive what the external layer sums up: it takes no element more than 35 times. */
  private final long offset;

  private final int internalFactor;
  private final boolean seventhPower;
  private final int[] canonicalFull;
  private final int[] canonicalPartial;
  private final int[] full;
  private final int[] partial;

  private Poseidon2(int p, int power, int[] full, int[] partial) {
    BigInteger modulus = BigInteger.valueOf(p);
    BigInteger radix = BigInteger.ONE.shiftLeft(Integer.SIZE);
    this.p = p;
    this.inverse = modulus.modInverse(radix).intValue();
    this.squaredRadix = radix.multiply(radix).mod(modulus).intValue();
    this.reciprocal = (1L << RECIPROCAL_BITS) / p + 1;
    this.offset = 36L * p;
    this.internalFactor = radix.modInverse(modulus).intValue();
    this.seventhPower = power == 7;
    this.canonicalFull = full;
    this.canonicalPartial = partial;
    this.full = toMontgomery(full);
    this.partial = toMontgomery(partial);
    shiftConstants();
  }

  /**
   * Elements are in [-2^14, p) after a full round and hardly beyond p/2 in size after a partial
   * one: constants are chosen so that with them they hardly leave [-p, p].
   */
  private void shiftConstants() {
    for (int i = 0; i < full.length; i++) {
      full[i] = i / WIDTH == FULL_ROUNDS / 2 ? centered(full[i]) : full[i] - p;
    }
    for (int i = 0; i < partial.length; i++) {
      partial[i] = i == 0 ? partial[i] - p : centered(partial[i]);
    }
  }

  /** Rounds that put only the first element through the power map. */
  public int partialRounds() {
    return canonicalPartial.length;
  }

  /** What the internal layer multiplies by in the end: the inverse of 2^32. */
  public int internalFactor() {
    return internalFactor;
  }

  /** The constant that a full round adds to an element, canonical. */
  public int fullConstant(int round, int element) {
    return canonicalFull[round * WIDTH + element];
  }

  /** The constant that a partial round adds to the first element, canonical. */
  public int partialConstant(int round) {
    return canonicalPartial[round];
  }

  /** Permutes a state of sixteen canonical elements in place. */
  public void permute(int[] state) {
    for (int i = 0; i < WIDTH; i++) {
      state[i] = multiply(state[i], squaredRadix);
    }
    externalLayer(state);
    for (int round = 0; round < FULL_ROUNDS / 2; round++) {
      fullRound(state, round * WIDTH);
    }
    runPartialRounds(state);
    for (int round = FULL_ROUNDS / 2; round < FULL_ROUNDS; round++) {
      fullRound(state, round * WIDTH);
    }
    for (int i = 0; i < WIDTH; i++) {
      state[i] = canonical(reduce(state[i]));
    }
  }

  /** The digest of any number of elements. */
  public int[] hash(int[] input) {
    return hash(input, 0, input.length);
  }

  /** The digest of {@code length} elements from {@code start} on. */
  public int[] hash(int[] input, int start, int length) {
    int[] state = new int[WIDTH];
    for (int i = 0; i < length; i += RATE) {
      System.arraycopy(input, start + i, state, 0, Math.min(RATE, length - i));
      permute(state);
    }
    return Arrays.copyOf(state, RATE);
  }

  /** The digest of two digests, for Merkle trees. */
  public int[] compress(int[] left, int[] right) {
    int[] state = Arrays.copyOf(left, WIDTH);
    System.arraycopy(right, 0, state, RATE, RATE);
    permute(state);
    return Arrays.copyOf(state, RATE);
  }

  private void fullRound(int[] state, int constants) {
    for (int i = 0; i < WIDTH; i++) {
      state[i] = power(state[i] + full[constants + i]);
    }
    externalLayer(state);
  }

  /** Mixes within each four elements, then adds to each the sum of its column. */
  private void externalLayer(int[] state) {
    long sum0 = offset;
    long sum1 = offset;
    long sum2 = offset;
    long sum3 = offset;
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

  /**
   * All partial rounds: the state stays in local variables. The internal layer adds to each
   * element's multiple the sum of all, and divides by 2^32: the reduction does that by itself,
   * which is how the division came into the definition. The multiples are -2, 1, 2, 4 … 2^13, 2^15.
   */
  private void runPartialRounds(int[] state) {
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
    for (int constant : partial) {
      long others =
          ((((long) s1 + s2) + ((long) s3 + s4)) + (((long) s5 + s6) + ((long) s7 + s8)))
              + ((((long) s9 + s10) + ((long) s11 + s12)) + (((long) s13 + s14) + s15));
      s0 = power(s0 + constant);
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
   * The residue of a positive sum below 72 p, in [-2^14, p): the quotient may be one too much where
   * that makes so little difference.
   */
  private int fold(long sum) {
    int quotient = (int) (sum * reciprocal >>> RECIPROCAL_BITS);
    return (int) sum - quotient * p;
  }

  private int power(int x) {
    int square = multiply(x, x);
    int cube = multiply(square, x);
    return seventhPower ? multiply(cube, multiply(square, square)) : cube;
  }

  private int multiply(int a, int b) {
    return reduce((long) a * b);
  }

  /** Divides a value below 2^31 p in size by 2^32, modulo p: the result is below p in size. */
  private int reduce(long value) {
    return (int) ((value - (long) ((int) value * inverse) * p) >> 32);
  }

  /** From (-p, p). */
  private int canonical(int element) {
    return element + ((element >> 31) & p);
  }

  private int centered(int element) {
    return element > p / 2 ? element - p : element;
  }

  private int[] toMontgomery(int[] canonical) {
    int[] elements = new int[canonical.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = canonical(multiply(canonical[i], squaredRadix));
    }
    return elements;
  }
}
