package org.hierophant.sp1.verifier.fri;

import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.hierophant.sp1.verifier.stark.Step;

/**
 * The verification of one STARK of SP1 v5's recursion, as steps: that the machine whose program the
 * key names ran to its end with these public values. What they mean, and whether the key is one to
 * believe, is not asked here.
 *
 * <p><b>Shape.</b> {@link #steps} are run once, in their order, until one throws.
 *
 * <p><b>Thread.</b> One for each object.
 *
 * <p><b>Source.</b> {@code verify_shard} in {@code crates/stark/src/verifier.rs}, {@code verify} in
 * {@code crates/stark/src/machine.rs}, sp1 v5.2.4.
 */
public final class RecursionStark {
  private final VerifyingKeyV5 key;
  private final ShardProofV5 proof;
  private final Tables tables;
  private final Challenger challenger = new Challenger();
  private final Fri fri;

  private RecursionStark(
      Parameters parameters, VerifyingKeyV5 key, ShardProofV5 proof, Tables tables) {
    this.key = key;
    this.proof = proof;
    this.tables = tables;
    fri = new Fri(parameters, tables.commitments(key, proof), proof.fri(), challenger);
  }

  /**
   * Checks the sizes of a proof's parts, which is all that may be known before the steps.
   *
   * @throws StarkException if one of them is not as the machine prescribes
   */
  public static RecursionStark of(VerifyingKeyV5 key, ShardProofV5 proof) throws StarkException {
    return of(Parameters.COMPRESS, key, proof);
  }

  static RecursionStark of(Parameters parameters, VerifyingKeyV5 key, ShardProofV5 proof)
      throws StarkException {
    return new RecursionStark(parameters, key, proof, Shape.check(parameters, key, proof));
  }

  /** What is to be checked. */
  public List<Step> steps() {
    return List.of(
        new Step("global sums", this::checkGlobalSums),
        new Step("lookup sum", this::checkLookupSum),
        new Step("constraints", this::checkConstraints),
        new Step("query work", fri::checkWork),
        new Step("row paths", fri::checkRowPaths),
        new Step("queries", fri::checkQueries),
        new Step("layer paths", fri::checkLayerPaths));
  }

  /** No chip of this machine uses what shards have in common. */
  private void checkGlobalSums() throws StarkException {
    int[] zero = VerifyingKeyV5.zeroSum();
    StarkException.require(Arrays.equals(key.cumulativeSum(), zero), "that of the key");
    for (Table table : tables.ordered()) {
      StarkException.require(
          Arrays.equals(table.values().globalSum(), zero), "that of " + table.chip().tableName());
    }
  }

  /** What all tables send is what they receive. */
  private void checkLookupSum() throws StarkException {
    BabyBearExtension sum = BabyBearExtension.ZERO;
    for (Table table : tables.ordered()) {
      sum = sum.plus(table.sum());
    }
    StarkException.require(sum.isZero(), "not zero");
  }

  private void checkConstraints() throws StarkException {
    challenger.observe(key.commit());
    challenger.observe(key.pcStart());
    challenger.observe(key.cumulativeSum());
    challenger.observe(0);
    challenger.observe(proof.publicValues());
    challenger.observe(proof.mainCommit());
    Lookups lookups = new Lookups(challenger.sampleExtension(), challenger.sampleExtension());
    challenger.observe(proof.permutationCommit());
    for (Table table : tables.ordered()) {
      challenger.observe(table.values().localSum());
      challenger.observe(table.values().globalSum());
    }
    BabyBearExtension batching = challenger.sampleExtension();
    challenger.observe(proof.quotientCommit());
    BabyBearExtension point = challenger.sampleExtension();
    // Then no denominator in here or in the openings is zero.
    StarkException.require(
        (point.c1() | point.c2() | point.c3()) != 0, "the point lies in the base field");
    for (Table table : tables.ordered()) {
      checkConstraints(table, lookups, batching, point);
    }
    fri.openAt(point);
  }

  /** What the table's constraints make together is its quotient times what vanishes in all rows. */
  private void checkConstraints(
      Table table, Lookups lookups, BabyBearExtension batching, BabyBearExtension point)
      throws StarkException {
    Selectors selectors = Selectors.at(point, table.logHeight());
    Constraints constraints = new Constraints(batching);
    Row row = table.row();
    table.chip().constrain(row, table.nextRow(), selectors, proof.publicValues(), constraints);
    lookups.constrain(table, row, selectors, constraints);
    StarkException.require(
        constraints.folded().equals(Quotient.at(point, table).times(selectors.vanishing())),
        "those of " + table.chip().tableName());
  }
}
