package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.ShardProofV6.GkrRound;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks that over all chips and rows what is sent is received: a sum of fractions is zero, and a
 * circuit that adds them in pairs shows it, layer by layer, from the sum down to the tables.
 *
 * <p><b>Shape.</b> An index of the lowest layer is an interaction, then a row. Steps are made once,
 * in their order.
 *
 * <p><b>Source.</b> {@code crates/hypercube/src/logup_gkr/verifier.rs}, sp1 v6.4.0.
 */
final class LookupArgument {
  private final ShardProofV6 proof;
  private final ShardProofV6.LogUpGkr lookups;
  private final Challenger challenger;

  private KoalaBearExtension alpha = KoalaBearExtension.ZERO;
  private KoalaBearExtension[] messageWeights = {};

  /** The claim that steps hand on: at the point, fractions have this numerator and denominator. */
  private KoalaBearExtension[] point = {};

  private KoalaBearExtension numerator = KoalaBearExtension.ZERO;
  private KoalaBearExtension denominator = KoalaBearExtension.ONE;

  LookupArgument(ShardProofV6 proof, Challenger challenger) {
    this.proof = proof;
    lookups = proof.logUpGkr();
    this.challenger = challenger;
  }

  /** Step 1: work was done before the challenges. */
  void checkWork() throws StarkException {
    challenger.checkWork(Parameters.LOOKUP_GRINDING_BITS, lookups.powWitness());
    alpha = challenger.sampleExtension();
    messageWeights = Multilinear.weights(challenger.samplePoint(Interaction.LOG_WEIGHTS));
    challenger.sampleExtension(); // for constraints on public values: this machine has none
  }

  /** Step 2: the fractions of the highest layer sum to zero. */
  void checkSum() throws StarkException {
    challenger.observeCounted(lookups.numerator().words());
    challenger.observeCounted(lookups.denominator().words());
    KoalaBearExtension[] numerators = Multilinear.elements(lookups.numerator().words());
    KoalaBearExtension[] denominators = Multilinear.elements(lookups.denominator().words());
    StarkException.require(
        Arrays.stream(denominators).noneMatch(KoalaBearExtension::isZero), "a denominator is zero");
    KoalaBearExtension[] inverses = denominators.clone();
    QuarticExtension.invertAll(inverses);
    StarkException.require(
        Multilinear.sum(inverses, numerators).isZero(), "what is sent is not what is received");
    point = challenger.samplePoint(Shape.LOG_INTERACTIONS + 1);
    KoalaBearExtension[] weights = Multilinear.weights(point);
    numerator = Multilinear.sum(weights, numerators);
    denominator = Multilinear.sum(weights, denominators);
  }

  /** Step 3: each layer's fractions are the sums of two of the layer below. */
  void checkLayers() throws StarkException {
    for (int i = 0; i < lookups.rounds().size(); i++) {
      checkLayer(lookups.rounds().get(i), "layer " + i);
    }
  }

  private void checkLayer(GkrRound round, String what) throws StarkException {
    KoalaBearExtension lambda = challenger.sampleExtension();
    StarkException.require(
        Sumchecks.claimedSum(round.sumcheck()).equals(numerator.times(lambda).plus(denominator)),
        what + ": another claim");
    Sumchecks.Claim claim = Sumchecks.verify(round.sumcheck(), challenger, what);
    KoalaBearExtension n0 = KoalaBearExtension.of(round.numerator0(), 0);
    KoalaBearExtension n1 = KoalaBearExtension.of(round.numerator1(), 0);
    KoalaBearExtension d0 = KoalaBearExtension.of(round.denominator0(), 0);
    KoalaBearExtension d1 = KoalaBearExtension.of(round.denominator1(), 0);
    KoalaBearExtension sum = n0.times(d1).plus(n1.times(d0)).times(lambda).plus(d0.times(d1));
    StarkException.require(
        claim.value().equals(Multilinear.equal(claim.point(), point).times(sum)),
        what + ": another sum of fractions");
    challenger.observe(round.numerator0());
    challenger.observe(round.numerator1());
    challenger.observe(round.denominator0());
    challenger.observe(round.denominator1());
    KoalaBearExtension last = challenger.sampleExtension();
    point = Arrays.copyOf(claim.point(), claim.point().length + 1);
    point[claim.point().length] = last;
    numerator = Multilinear.between(n0, n1, last);
    denominator = Multilinear.between(d0, d1, last);
  }

  /** Step 4: the fractions of the lowest layer are those of the chips' interactions. */
  void checkInteractions() throws StarkException {
    KoalaBearExtension[] rowPoint = Multilinear.part(point, Shape.LOG_INTERACTIONS, point.length);
    StarkException.require(
        Arrays.equals(rowPoint, Multilinear.elements(lookups.point())), "opened at another point");
    KoalaBearExtension[] weights =
        Multilinear.weights(Multilinear.part(point, 0, Shape.LOG_INTERACTIONS));
    challenger.observe(Chip.ALL.size());
    KoalaBearExtension padding = alpha.plus(messageWeights[0]);
    KoalaBearExtension numerators = KoalaBearExtension.ZERO;
    KoalaBearExtension denominators = KoalaBearExtension.ZERO;
    int index = 0;
    for (Chip chip : Chip.ALL) {
      Row row = observeRow(chip);
      // Below the table there are rows of zeros: they are to count as 0/1, not as 0/padding.
      KoalaBearExtension correction =
          KoalaBearExtension.ONE
              .minus(padding)
              .times(Multilinear.atLeast(RecursionStark.values(proof, chip).degree(), rowPoint));
      for (Interaction interaction : chip.interactions()) {
        KoalaBearExtension weight = weights[index++];
        numerators = numerators.plus(weight.times(interaction.numerator(row)));
        denominators =
            denominators.plus(
                weight.times(
                    interaction.denominator(row, padding, messageWeights).plus(correction)));
      }
    }
    for (; index < weights.length; index++) {
      denominators = denominators.plus(weights[index]);
    }
    StarkException.require(numerators.equals(numerator), "numerators are not the tables'");
    StarkException.require(denominators.equals(denominator), "denominators are not the tables'");
  }

  private Row observeRow(Chip chip) throws StarkException {
    Row row = openedRow(chip);
    ShardProofV6.ChipOpening opening = RecursionStark.opening(proof, chip);
    challenger.observeCounted(opening.preprocessed().orElseThrow().words());
    challenger.observeCounted(opening.main().words());
    return row;
  }

  /** What a chip's columns evaluate to at the point of the lowest layer's rows, as claimed. */
  Row openedRow(Chip chip) {
    ShardProofV6.ChipOpening opening = RecursionStark.opening(proof, chip);
    return Row.of(opening.main().words(), opening.preprocessed().orElseThrow().words());
  }

  /** That point, when step 4 is made. */
  KoalaBearExtension[] rowPoint() {
    return Multilinear.elements(lookups.point());
  }
}
