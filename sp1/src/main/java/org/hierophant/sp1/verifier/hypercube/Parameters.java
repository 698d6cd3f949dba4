package org.hierophant.sp1.verifier.hypercube;

/**
 * What the machine of the recursion fixes, whatever a proof says.
 *
 * <p><b>Source.</b> sp1 v6.4.0 {@code crates/verifier/src/compressed/config.rs}, {@code
 * crates/primitives/src/fri_params.rs}, {@code crates/hypercube/src/verifier/shard.rs}, {@code
 * slop/crates/basefold/src/verifier.rs}.
 */
final class Parameters {
  /** Public values of every STARK. */
  static final int PUBLIC_VALUES = 187;

  /** Two trees are committed to: preprocessed columns, which the key names, and main columns. */
  static final int COMMITMENTS = 2;

  /** Base 2 logarithm of the most rows a table has. */
  static final int LOG_MAX_ROWS = 21;

  /** Base 2 logarithm of the length of the columns into which all tables are stacked. */
  static final int LOG_STACKING_HEIGHT = 20;

  /** Codewords are four times as long as what they encode. */
  static final int LOG_BLOW_UP = 2;

  /** Base 2 logarithm of a codeword's length. */
  static final int LOG_CODEWORD = LOG_STACKING_HEIGHT + LOG_BLOW_UP;

  /**
   * Places at which codewords are opened: with the grinding these make 100 bits, if one query
   * catches a false codeword with probability 3/8.
   */
  static final int QUERIES = 124;

  /** Bits of the proof of work before the queries. */
  static final int QUERY_GRINDING_BITS = 16;

  /** Bits of the proof of work before the lookup argument. */
  static final int LOOKUP_GRINDING_BITS = 12;

  /** Bits of the proof of work before columns are batched. */
  static final int BATCH_GRINDING_BITS = 5;

  /** Degree of the polynomials in a round of the zerocheck: that of constraints, and one. */
  static final int ZEROCHECK_DEGREE = 4;

  /** Degree of the polynomials in a round of a layer of the lookup circuit. */
  static final int LOOKUP_DEGREE = 3;

  /** Degree of the polynomials in a round of the two sumchecks of the jagged opening. */
  static final int JAGGED_DEGREE = 2;

  /** All cells of both commitments, rounded up to a power of two, are fewer than 2^30. */
  static final int LOG_AREA_LIMIT = 30;

  /** Words of a digest. */
  static final int DIGEST = 8;

  private Parameters() {}
}
