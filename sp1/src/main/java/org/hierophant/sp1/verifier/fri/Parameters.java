package org.hierophant.sp1.verifier.fri;

/**
 * What a stage of the recursion fixes, whatever a proof says.
 *
 * <p><b>Source.</b> sp1 v5.2.4 {@code crates/stark/src/bb31_poseidon2.rs}, {@code
 * crates/stark/src/lib.rs}, {@code crates/recursion/core/src/air/public_values.rs}.
 *
 * @param logBlowUp base 2 logarithm of how many times as long as a column its codeword is
 * @param queries places at which codewords are opened: with the work these make 116 bits, if a
 *     query halves a cheat's chances for each bit of blow-up
 * @param workBits bits of the proof of work before the queries
 */
record Parameters(int logBlowUp, int queries, int workBits) {
  /** The stage that compressed proofs come from. */
  static final Parameters COMPRESS = new Parameters(1, 100, 16);

  /** Public values of every STARK. */
  static final int PUBLIC_VALUES = 231;

  /** Columns of extension elements that a chip's quotient is cut into. */
  static final int QUOTIENT_CHUNKS = 2;

  /** Base 2 logarithm of the same. */
  static final int LOG_QUOTIENT_CHUNKS = 1;

  /** Interactions that share one permutation column. */
  static final int INTERACTIONS_PER_COLUMN = 2;

  /** Trees are committed to: preprocessed columns, main, permutation, quotient. */
  static final int COMMITMENTS = 4;

  /** Words of a digest. */
  static final int DIGEST = 8;
}
