package org.hierophant.sp1.verifier.hypercube;

import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks that every chip's constraints are zero in every row, and, in the same sumcheck, that the
 * openings the lookups relied on agree with those that are proved at the end.
 *
 * <p><b>Source.</b> {@code verify_zerocheck} in {@code crates/hypercube/src/verifier/shard.rs}, sp1
 * v6.4.0.
 */
final class Zerocheck {
  private final ShardProofV6 proof;
  private final LookupArgument lookups;
  private final Challenger challenger;

  private KoalaBearExtension alpha = KoalaBearExtension.ZERO;
  private KoalaBearExtension gamma = KoalaBearExtension.ZERO;
  private KoalaBearExtension lambda = KoalaBearExtension.ZERO;
  private Sumchecks.Claim claim =
      new Sumchecks.Claim(new KoalaBearExtension[0], KoalaBearExtension.ZERO);

  Zerocheck(ShardProofV6 proof, LookupArgument lookups, Challenger challenger) {
    this.proof = proof;
    this.lookups = lookups;
    this.challenger = challenger;
  }

  /** Step 1: the sum is over what the lookups opened, and is reduced to one value. */
  void checkSum() throws StarkException {
    alpha = challenger.sampleExtension();
    gamma = challenger.sampleExtension();
    lambda = challenger.sampleExtension();
    KoalaBearExtension expected = KoalaBearExtension.ZERO;
    for (Chip chip : Chip.ALL) {
      expected = expected.times(lambda).plus(lookups.openedRow(chip).combined(gamma));
    }
    StarkException.require(
        Sumchecks.claimedSum(proof.zerocheck()).equals(expected), "not what the lookups opened");
    claim = Sumchecks.verify(proof.zerocheck(), challenger, "zerocheck");
    challenger.observe(Chip.ALL.size());
    for (Chip chip : Chip.ALL) {
      ShardProofV6.ChipValues values = RecursionStark.values(proof, chip);
      challenger.observeCounted(values.preprocessed());
      challenger.observeCounted(values.main());
    }
  }

  /** Step 2: that value is what the constraints make of the opened columns. */
  void checkConstraints() throws StarkException {
    KoalaBearExtension sum = KoalaBearExtension.ZERO;
    for (Chip chip : Chip.ALL) {
      ShardProofV6.ChipValues values = RecursionStark.values(proof, chip);
      Row row = Row.of(values.main(), values.preprocessed());
      KoalaBearExtension below = Multilinear.atLeast(values.degree(), claim.point());
      KoalaBearExtension constraints =
          folded(chip, row).minus(folded(chip, Row.padding(chip)).times(below));
      sum = sum.times(lambda).plus(constraints.plus(row.combined(gamma)));
    }
    KoalaBearExtension expected = Multilinear.equal(lookups.rowPoint(), claim.point()).times(sum);
    StarkException.require(claim.value().equals(expected), "constraints do not hold");
  }

  private KoalaBearExtension folded(Chip chip, Row row) {
    Constraints constraints = new Constraints(alpha);
    chip.constrain(row, proof.publicValues(), constraints);
    return constraints.folded();
  }

  /** The point at which columns are opened, when step 1 is made. */
  KoalaBearExtension[] point() {
    return claim.point();
  }
}
