package org.hierophant.sp1.verifier.hypercube;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.VerifyingKeyV6;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.hierophant.sp1.verifier.stark.Step;

/**
 * The verification of one STARK of SP1 v6's recursion, as steps: that the machine whose program the
 * key names ran to its end with these public values. What they mean, and whether the key is one to
 * believe, is not asked here.
 *
 * <p><b>Shape.</b> {@link #steps} are run once, in their order, until one throws.
 *
 * <p><b>Thread.</b> One for each object.
 *
 * <p><b>Source.</b> {@code verify_shard} in {@code crates/hypercube/src/verifier/shard.rs}, sp1
 * v6.4.0. In v6.0.2 it is the same but for the batch work, which a proof's layout tells.
 */
public final class RecursionStark {
  private static final int KEY_PADDING = 6;

  /** The one step that v6.0 does not have. */
  private static final String BATCH_WORK = "batch work";

  private final VerifyingKeyV6 key;
  private final ShardProofV6 proof;
  private final Tables tables;
  private final Challenger challenger = new Challenger();

  RecursionStark(VerifyingKeyV6 key, ShardProofV6 proof, Tables tables) {
    this.key = key;
    this.proof = proof;
    this.tables = tables;
  }

  /**
   * Checks the sizes of a proof's parts, which is all that may be known before the steps.
   *
   * @throws StarkException if one of them is not as the machine prescribes
   */
  public static RecursionStark of(VerifyingKeyV6 key, ShardProofV6 proof) throws StarkException {
    return new RecursionStark(key, proof, Shape.check(proof));
  }

  /** What is to be checked. */
  public List<Step> steps() {
    LookupArgument lookups = new LookupArgument(proof, challenger);
    Zerocheck zerocheck = new Zerocheck(proof, lookups, challenger);
    JaggedOpening jagged = new JaggedOpening(proof, tables, challenger);
    Basefold basefold = new Basefold(proof, tables, challenger);
    List<Step> steps =
        new ArrayList<>(
            List.of(
                new Step(
                    "table sizes", () -> tables.checkCommitments(proof, key.preprocessedCommit())),
                new Step(
                    "lookup work",
                    () -> {
                      observeStatement();
                      lookups.checkWork();
                    }),
                new Step("lookup sum", lookups::checkSum),
                new Step("lookup layers", lookups::checkLayers),
                new Step("lookup interactions", lookups::checkInteractions),
                new Step("constraint sum", zerocheck::checkSum),
                new Step("constraints", zerocheck::checkConstraints),
                new Step("jagged sum", jagged::checkSum),
                new Step("jagged evaluation", () -> jagged.checkEvaluation(zerocheck.point())),
                new Step("stacking", () -> basefold.checkStacking(jagged.point(), jagged.value())),
                new Step(BATCH_WORK, basefold::checkBatchWork),
                new Step("folding", basefold::checkFolding),
                new Step("query work", basefold::checkQueryWork),
                new Step("column paths", basefold::checkColumnPaths),
                new Step("layer paths", basefold::checkLayerPaths),
                new Step("queries", basefold::checkQueries)));
    if (!proof.layout().batchGrinding()) {
      steps.removeIf(step -> step.name().equals(BATCH_WORK));
    }
    return List.copyOf(steps);
  }

  /** What all challenges depend on: the key, the public values, the tables. */
  private void observeStatement() {
    challenger.observe(key.preprocessedCommit());
    challenger.observe(key.pcStart());
    challenger.observe(key.cumulativeSum());
    challenger.observe(key.untrustedPrograms());
    challenger.observe(new int[KEY_PADDING]);
    challenger.observe(proof.publicValues());
    challenger.observe(proof.mainCommitment());
    challenger.observe(Chip.ALL.size());
    for (Chip chip : Chip.ALL) {
      challenger.observe(Multilinear.number(values(proof, chip).degree()));
      challenger.observe(chip.tableName().length());
      chip.tableName().chars().forEach(challenger::observe);
    }
  }

  /** Of a proof of checked shape. */
  static ShardProofV6.ChipValues values(ShardProofV6 proof, Chip chip) {
    return Objects.requireNonNull(proof.openedValues().get(chip.tableName()));
  }

  /** Of a proof of checked shape. */
  static ShardProofV6.ChipOpening opening(ShardProofV6 proof, Chip chip) {
    return Objects.requireNonNull(proof.logUpGkr().chipOpenings().get(chip.tableName()));
  }
}
