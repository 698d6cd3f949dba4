package org.hierophant.sp1.verifier.stark;

import org.hierophant.sp1.hash.Poseidon2;

/**
 * Turns what a prover said into challenges of the base field: a duplex sponge.
 *
 * <p><b>Shape.</b> Eight inputs, or fewer when a challenge is asked for, overwrite the front of the
 * state, which is permuted; its first elements are the challenges, the last of them first.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Source.</b> {@code DuplexChallenger} in p3-challenger 0.2.3-succinct and 0.4.3-succinct.
 */
public abstract class DuplexSponge {
  private final Poseidon2 poseidon;
  private final int outputs;
  private final int[] state = new int[Poseidon2.WIDTH];
  private final int[] inputs = new int[Poseidon2.RATE];
  private int inputCount;
  private int outputCount;

  /**
   * An empty sponge.
   *
   * @param outputs elements of a permuted state that are challenges
   */
  protected DuplexSponge(Poseidon2 poseidon, int outputs) {
    this.poseidon = poseidon;
    this.outputs = outputs;
  }

  /** Takes in one element. */
  public final void observe(int element) {
    outputCount = 0;
    inputs[inputCount++] = element;
    if (inputCount == Poseidon2.RATE) {
      duplex();
    }
  }

  /** Takes in elements whose number both sides know. */
  public final void observe(int[] elements) {
    observe(elements, 0, elements.length);
  }

  /** As {@link #observe(int[])}, of a part. */
  public final void observe(int[] elements, int start, int length) {
    for (int i = start; i < start + length; i++) {
      observe(elements[i]);
    }
  }

  /** A challenge of the base field. */
  public final int sample() {
    if (inputCount > 0 || outputCount == 0) {
      duplex();
    }
    return state[--outputCount];
  }

  /** A number below {@code 2^bits}, not quite uniform. */
  public final int sampleBits(int bits) {
    return sample() & ((1 << bits) - 1);
  }

  /** Checks a proof of work: after the witness the next {@code bits} bits must be zero. */
  public final void checkWork(int bits, int witness) throws StarkException {
    observe(witness);
    StarkException.require(sampleBits(bits) == 0, "not " + bits + " bits of work");
  }

  private void duplex() {
    System.arraycopy(inputs, 0, state, 0, inputCount);
    inputCount = 0;
    poseidon.permute(state);
    outputCount = outputs;
  }
}
