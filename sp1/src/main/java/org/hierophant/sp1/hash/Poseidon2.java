package org.hierophant.sp1.hash;

import java.math.BigInteger;

/**
 * Poseidon2 of width 16 over a 31-bit field, and the sponge and the compression SP1 builds on it.
 *
 * <p><b>Shape.</b> Inputs and outputs are canonical field elements. The sponge overwrites the first
 * eight elements with each block of up to eight inputs and permutes; a short last block leaves the
 * rest as it is; there is no padding.
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

  /** SP1 v4 and v5. */
  public static final Poseidon2 BABY_BEAR =
      new Poseidon2(
          0x78000001, 7, Poseidon2Constants.BABY_BEAR_FULL, Poseidon2Constants.BABY_BEAR_PARTIAL);

  /** SP1 v6. */
  public static final Poseidon2 KOALA_BEAR =
      new Poseidon2(
          0x7f000001, 3, Poseidon2Constants.KOALA_BEAR_FULL, Poseidon2Constants.KOALA_BEAR_PARTIAL);

  private static final int FULL_ROUNDS_EACH_SIDE = 4;

  private final int p;

  /** The negated inverse of p modulo 2^32. */
  private final int negatedInverse;

  /** 2^64 mod p: what turns a canonical element into Montgomery's form. */
  private final int squaredRadix;

  private final boolean seventhPower;
  private final int[] full;
  private final int[] partial;

  private Poseidon2(int p, int power, int[] full, int[] partial) {
    BigInteger modulus = BigInteger.valueOf(p);
    this.p = p;
    this.negatedInverse = modulus.modInverse(BigInteger.ONE.shiftLeft(32)).negate().intValue();
    this.squaredRadix = BigInteger.ONE.shiftLeft(64).mod(modulus).intValue();
    this.seventhPower = power == 7;
    this.full = toMontgomery(full);
    this.partial = toMontgomery(partial);
  }

  /** Permutes a state of sixteen canonical elements in place. */
  public void permute(int[] state) {
    for (int i = 0; i < WIDTH; i++) {
      state[i] = multiply(state[i], squaredRadix);
    }
    externalLayer(state);
    for (int round = 0; round < FULL_ROUNDS_EACH_SIDE; round++) {
      fullRound(state, round);
    }
    for (int constant : partial) {
      state[0] = power(add(state[0], constant));
      internalLayer(state);
    }
    for (int round = FULL_ROUNDS_EACH_SIDE; round < 2 * FULL_ROUNDS_EACH_SIDE; round++) {
      fullRound(state, round);
    }
    for (int i = 0; i < WIDTH; i++) {
      state[i] = reduce(state[i]);
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
    return java.util.Arrays.copyOf(state, RATE);
  }

  /** The digest of two digests, for Merkle trees. */
  public int[] compress(int[] left, int[] right) {
    int[] state = java.util.Arrays.copyOf(left, WIDTH);
    System.arraycopy(right, 0, state, RATE, RATE);
    permute(state);
    return java.util.Arrays.copyOf(state, RATE);
  }

  private void fullRound(int[] state, int round) {
    int constants = round * WIDTH;
    for (int i = 0; i < WIDTH; i++) {
      state[i] = power(add(state[i], full[constants + i]));
    }
    externalLayer(state);
  }

  /** Mixes within each four elements, then adds to each the sum of its column. */
  private void externalLayer(int[] state) {
    long sum0 = 0;
    long sum1 = 0;
    long sum2 = 0;
    long sum3 = 0;
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
      state[i] = (int) ((sum0 + all + a + 2 * b) % p);
      state[i + 1] = (int) ((sum1 + all + b + 2 * c) % p);
      state[i + 2] = (int) ((sum2 + all + c + 2 * d) % p);
      state[i + 3] = (int) ((sum3 + all + d + 2 * a) % p);
    }
  }

  /**
   * Adds to each element's multiple the sum of all, and divides by 2^32: the reduction does that by
   * itself, which is how the division came into the definition. The multiples are -2, 1, 2, 4 …
   * 2^13, 2^15.
   */
  private void internalLayer(int[] state) {
    long sum = 0;
    for (int i = 0; i < WIDTH; i++) {
      sum += state[i];
    }
    state[0] = reduce(sum + 2L * (p - state[0]));
    for (int i = 1; i < WIDTH - 1; i++) {
      state[i] = reduce(sum + ((long) state[i] << (i - 1)));
    }
    state[WIDTH - 1] = reduce(sum + ((long) state[WIDTH - 1] << (WIDTH - 1)));
  }

  private int power(int x) {
    int cube = multiply(multiply(x, x), x);
    return seventhPower ? multiply(multiply(cube, cube), x) : cube;
  }

  private int add(int a, int b) {
    int sum = a + b - p;
    return sum + ((sum >> 31) & p);
  }

  private int multiply(int a, int b) {
    return reduce((long) a * b);
  }

  /** Divides a value below 2^32 p by 2^32, modulo p. */
  private int reduce(long value) {
    long multiple = (value * negatedInverse & 0xffffffffL) * p;
    int quotient = (int) ((value + multiple) >>> 32) - p;
    return quotient + ((quotient >> 31) & p);
  }

  private int[] toMontgomery(int[] canonical) {
    int[] elements = new int[canonical.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = multiply(canonical[i], squaredRadix);
    }
    return elements;
  }
}
