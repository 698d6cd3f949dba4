package org.hierophant.sp1.format;

import java.math.BigInteger;

/**
 * How a proof writes the digests of its Merkle trees.
 *
 * <p><b>Shape.</b> Either way a digest is eight 32-bit words in memory: eight field elements, or
 * the 256 bits of one element of BN254's scalar field, lowest word first.
 *
 * <p><b>Source.</b> {@code Bn254Fr} in p3-bn254-fr 0.2.3-succinct; sp1-v5 {@code OuterSC}, sp1-v6
 * {@code SP1OuterGlobalContext}.
 */
public enum DigestShape {
  /** Eight elements of the proof's own field: every proof that leaves a prover. */
  FIELD(32),
  /** One element of BN254's scalar field after its byte count, 32: proofs of the wrap layer. */
  BN254(40);

  private static final BigInteger BN254_ORDER =
      new BigInteger(
          "21888242871839275222246405745257275088548364400416034343698204186575808495617");

  private final int bytes;

  DigestShape(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one digest in a file. */
  int bytes() {
    return bytes;
  }

  /** {@code n} digests one after the other, flat: eight words each. */
  int[] read(BincodeReader in, int n, int modulus, String what) throws FormatException {
    if (this == FIELD) {
      return in.elements(Math.multiplyExact(8, n), modulus, what);
    }
    int[] words = new int[Math.multiplyExact(8, n)];
    for (int i = 0; i < n; i++) {
      long at = in.offset();
      if (in.u64(what) != 32) {
        throw in.refuse(at, what + " has a digest that is not 32 bytes long");
      }
      BigInteger value = BigInteger.ZERO;
      for (int k = 0; k < 8; k++) {
        words[8 * i + k] = in.u32(what);
        value = value.or(BigInteger.valueOf(words[8 * i + k] & 0xffffffffL).shiftLeft(32 * k));
      }
      if (value.compareTo(BN254_ORDER) >= 0) {
        throw in.refuse(at, what + " has a digest that is not reduced");
      }
    }
    return words;
  }

  void write(BincodeWriter out, int[] words) {
    if (this == FIELD) {
      out.elements(words);
      return;
    }
    for (int i = 0; i < words.length; i++) {
      if (i % 8 == 0) {
        out.u64(32);
      }
      out.u32(words[i]);
    }
  }
}
