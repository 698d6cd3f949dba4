package org.hierophant.sp1.format;

import org.hierophant.sp1.field.SmallField;

/**
 * A compressed proof: one STARK of the recursion, the key of the program that made it, and since v6
 * where that key stands in the tree of allowed keys.
 *
 * <p><b>Source.</b> {@code SP1ReduceProof} in sp1 v5.2.4 {@code crates/stark/src/types.rs}, {@code
 * SP1RecursionProof} in sp1 v6.4.0 {@code crates/hypercube/src/verifier/proof.rs}.
 */
public sealed interface RecursionProof {
  /** Key of the recursion program, not of the user's. */
  VerifyingKey key();

  /** The STARK. */
  ShardProof proof();

  /** v4 and v5. */
  record V5(VerifyingKeyV5 key, ShardProofV5 proof) implements RecursionProof {}

  /**
   * v6.
   *
   * @param leafIndex of the key's hash in the tree of allowed keys, taken as unsigned
   * @param leafPath flat digests, the leaf's sibling first
   */
  record V6(VerifyingKeyV6 key, ShardProofV6 proof, long leafIndex, int[] leafPath)
      implements RecursionProof {}

  /** Fewest bytes a compressed proof can have. */
  long LEAST_BYTES = 36 + 56 + 16 + 164;

  /** Reads one proof of the layout. */
  static RecursionProof read(BincodeReader in, Layout layout) throws FormatException {
    return switch (layout.generation()) {
      case V5 ->
          new V5(
              VerifyingKeyV5.read(in, layout.digests()), ShardProofV5.read(in, layout.digests()));
      case V6 ->
          new V6(
              VerifyingKeyV6.read(in, layout.digests()),
              ShardProofV6.read(in, layout),
              in.u64("vk_merkle_proof.index"),
              Sequences.digests(
                  in, DigestShape.FIELD, SmallField.KOALA_BEAR.p(), "vk_merkle_proof.path"));
    };
  }

  /** Appends the proof as SP1 writes it. */
  default void write(BincodeWriter out) {
    key().write(out);
    proof().write(out);
    if (this instanceof V6 v6) {
      out.u64(v6.leafIndex());
      Sequences.writeDigests(out, DigestShape.FIELD, v6.leafPath());
    }
  }
}
