package org.hierophant.sp1.verifier.hypercube;

import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Turns what a prover said into challenges: a duplex sponge.
 *
 * <p><b>Shape.</b> Eight inputs, or fewer when a challenge is asked for, overwrite the front of the
 * state, which is permuted; its first eight elements are the challenges, the last of them first.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Source.</b> {@code DuplexChallenger} in p3-challenger 0.4.3-succinct.
 */
final class Challenger {
  private final int[] state = new int[Poseidon2.WIDTH];
  private final int[] inputs = new int[Poseidon2.RATE];
  private int inputCount;
  private int outputCount;

  /** Takes in one element. */
  void observe(int element) {
    outputCount = 0;
    inputs[inputCount++] = element;
    if (inputCount == Poseidon2.RATE) {
      duplex();
    }
  }

  /** Takes in elements whose number both sides know. */
  void observe(int[] elements) {
    observe(elements, 0, elements.length);
  }

  /** As {@link #observe(int[])}, of a part. */
  void observe(int[] elements, int start, int length) {
    for (int i = start; i < start + length; i++) {
      observe(elements[i]);
    }
  }

  /** Takes in flat extension elements after their number. */
  void observeCounted(int[] flat) {
    observe(flat.length / QuarticExtension.DEGREE);
    observe(flat);
  }

  /** A challenge of the base field. */
  int sample() {
    if (inputCount > 0 || outputCount == 0) {
      duplex();
    }
    return state[--outputCount];
  }

  /** A challenge of the extension. */
  KoalaBearExtension sampleExtension() {
    int c0 = sample();
    int c1 = sample();
    int c2 = sample();
    return new KoalaBearExtension(c0, c1, c2, sample());
  }

  /** A point of so many coordinates. */
  KoalaBearExtension[] samplePoint(int dimensions) {
    KoalaBearExtension[] point = new KoalaBearExtension[dimensions];
    for (int i = 0; i < dimensions; i++) {
      point[i] = sampleExtension();
    }
    return point;
  }

  /** A number below {@code 2^bits}, not quite uniform. */
  int sampleBits(int bits) {
    return sample() & ((1 << bits) - 1);
  }

  /** Checks a proof of work: after the witness the next {@code bits} bits must be zero. */
  void checkWork(int bits, int witness) throws StarkException {
    observe(witness);
    StarkException.require(sampleBits(bits) == 0, "not " + bits + " bits of work");
  }

  private void duplex() {
    System.arraycopy(inputs, 0, state, 0, inputCount);
    inputCount = 0;
    Poseidon2.KOALA_BEAR.permute(state);
    outputCount = Poseidon2.RATE;
  }
}
