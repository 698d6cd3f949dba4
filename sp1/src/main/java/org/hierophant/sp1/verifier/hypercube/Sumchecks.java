package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.Sumcheck;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Reduces a claim about a sum over all indices to one about a value at a random point.
 *
 * <p><b>Source.</b> {@code slop/crates/sumcheck/src/verifier.rs}, sp1 v6.4.0.
 */
final class Sumchecks {
  private Sumchecks() {}

  /** A claim: the polynomial has this value at this point. */
  record Claim(KoalaBearExtension[] point, KoalaBearExtension value) {}

  /** Checks how many rounds there are, and how many coefficients in each. */
  static void checkShape(Sumcheck proof, int rounds, int degree, String what)
      throws StarkException {
    int coefficients = (degree + 1) * QuarticExtension.DEGREE;
    StarkException.require(
        proof.polynomials().size() == rounds
            && proof.point().length == rounds * QuarticExtension.DEGREE
            && proof.polynomials().stream().allMatch(p -> p.length == coefficients),
        what + " is not a sumcheck of " + rounds + " rounds of degree " + degree);
  }

  /** The sum that is claimed. */
  static KoalaBearExtension claimedSum(Sumcheck proof) {
    return KoalaBearExtension.of(proof.claimedSum(), 0);
  }

  /**
   * Checks every round of a sumcheck of checked shape, and that the claim it ends with is the one
   * it names. Rounds bind the last variable first.
   */
  static Claim verify(Sumcheck proof, Challenger challenger, String what) throws StarkException {
    KoalaBearExtension claim = claimedSum(proof);
    int rounds = proof.polynomials().size();
    KoalaBearExtension[] point = new KoalaBearExtension[rounds];
    for (int round = 0; round < rounds; round++) {
      int[] flat = proof.polynomials().get(round);
      KoalaBearExtension[] polynomial = Multilinear.elements(flat);
      StarkException.require(
          Multilinear.sumAtBits(polynomial).equals(claim), what + ": round " + round);
      challenger.observe(flat);
      KoalaBearExtension challenge = challenger.sampleExtension();
      point[rounds - 1 - round] = challenge;
      claim = Multilinear.polynomial(polynomial, challenge);
    }
    StarkException.require(
        Arrays.equals(point, Multilinear.elements(proof.point())), what + ": another point");
    StarkException.require(
        claim.equals(KoalaBearExtension.of(proof.evaluation(), 0)), what + ": another value");
    return new Claim(point, claim);
  }
}
