package org.hierophant.sp1.format;

import java.util.List;

/**
 * A sumcheck without the openings that would finish it.
 *
 * <p><b>Source.</b> {@code slop/crates/sumcheck/src/proof.rs}, sp1 v6.4.0.
 *
 * @param polynomials one per round, flat extension coefficients, the constant first
 * @param claimedSum one extension element
 * @param point flat extension elements
 * @param evaluation one extension element
 */
public record Sumcheck(List<int[]> polynomials, int[] claimedSum, int[] point, int[] evaluation) {
  static final long LEAST_BYTES = 48;

  public Sumcheck {
    polynomials = List.copyOf(polynomials);
  }

  static Sumcheck read(BincodeReader in, int p, String what) throws FormatException {
    return new Sumcheck(
        Sequences.read(in, 8, what, () -> Sequences.extension(in, p, what + " polynomial")),
        in.elements(4, p, what + " claimed sum"),
        Sequences.extension(in, p, what + " point"),
        in.elements(4, p, what + " evaluation"));
  }

  /** The sumcheck of no variables that mock proofs hold. */
  static Sumcheck empty() {
    return new Sumcheck(List.of(), new int[4], new int[0], new int[4]);
  }

  void write(BincodeWriter out) {
    out.u64(polynomials.size());
    polynomials.forEach(polynomial -> Sequences.writeExtension(out, polynomial));
    out.elements(claimedSum);
    Sequences.writeExtension(out, point);
    out.elements(evaluation);
  }
}
