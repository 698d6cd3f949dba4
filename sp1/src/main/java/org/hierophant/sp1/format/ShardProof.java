package org.hierophant.sp1.format;

import org.hierophant.sp1.Generation;

/**
 * One STARK: a shard of an execution, or a step of the recursion.
 *
 * <p><b>Shape.</b> In memory extension elements are flat, four words each, lowest coefficient
 * first; digests are flat, eight words each. The arrays are the proof's own: they are not to be
 * written.
 */
public sealed interface ShardProof permits ShardProofV5, ShardProofV6 {
  /** Public values of the STARK, canonical field elements; the program's own are only hashed in. */
  int[] publicValues();

  /** Appends the proof as SP1 writes it. */
  void write(BincodeWriter out);

  /** Fewest bytes such a proof can have. */
  static long leastBytes(Generation generation) {
    return generation == Generation.V5 ? 164 : 400;
  }

  /** Reads one proof of the layout. */
  static ShardProof read(BincodeReader in, Layout layout) throws FormatException {
    return switch (layout.generation()) {
      case V5 -> ShardProofV5.read(in, layout.digests());
      case V6 -> ShardProofV6.read(in, layout);
    };
  }
}
