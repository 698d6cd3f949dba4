package org.hierophant.sp1.verifier.fri;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.format.ShardProofV5.ChipValues;
import org.hierophant.sp1.format.ShardProofV5.Fri;
import org.hierophant.sp1.format.ShardProofV5.Step;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV5.PreprocessedChip;

/** Proofs and keys with another part. */
final class Proofs {
  private Proofs() {}

  static ShardProofV5 withFri(ShardProofV5 p, Fri fri) {
    return with(p, p.chips(), fri, p.chipOrdering(), p.publicValues());
  }

  static ShardProofV5 withChips(ShardProofV5 p, List<ChipValues> chips) {
    return with(p, chips, p.fri(), p.chipOrdering(), p.publicValues());
  }

  static ShardProofV5 withOrdering(ShardProofV5 p, Map<String, Long> ordering) {
    return with(p, p.chips(), p.fri(), ordering, p.publicValues());
  }

  static ShardProofV5 withPublicValues(ShardProofV5 p, int[] publicValues) {
    return with(p, p.chips(), p.fri(), p.chipOrdering(), publicValues);
  }

  private static ShardProofV5 with(
      ShardProofV5 p,
      List<ChipValues> chips,
      Fri fri,
      Map<String, Long> ordering,
      int[] publicValues) {
    return new ShardProofV5(
        p.mainCommit(),
        p.permutationCommit(),
        p.quotientCommit(),
        chips,
        fri,
        ordering,
        publicValues,
        p.digests());
  }

  static ShardProofV5 withCommitments(ShardProofV5 p, int[] commitments) {
    Fri f = p.fri();
    return withFri(
        p, new Fri(commitments, f.queries(), f.finalPolynomial(), f.powWitness(), f.openings()));
  }

  static ShardProofV5 withQueries(ShardProofV5 p, List<List<Step>> queries) {
    Fri f = p.fri();
    return withFri(
        p, new Fri(f.commitments(), queries, f.finalPolynomial(), f.powWitness(), f.openings()));
  }

  static ShardProofV5 withOpenings(ShardProofV5 p, List<List<Batch>> openings) {
    Fri f = p.fri();
    return withFri(
        p, new Fri(f.commitments(), f.queries(), f.finalPolynomial(), f.powWitness(), openings));
  }

  static VerifyingKeyV5 withTables(VerifyingKeyV5 k, List<PreprocessedChip> tables) {
    return new VerifyingKeyV5(
        k.commit(), k.pcStart(), k.cumulativeSum(), tables, k.chipOrdering(), k.digests());
  }

  static VerifyingKeyV5 withOrdering(VerifyingKeyV5 k, Map<String, Long> ordering) {
    return new VerifyingKeyV5(
        k.commit(), k.pcStart(), k.cumulativeSum(), k.chips(), ordering, k.digests());
  }

  static VerifyingKeyV5 withStart(VerifyingKeyV5 k, int pcStart) {
    return new VerifyingKeyV5(
        k.commit(), pcStart, k.cumulativeSum(), k.chips(), k.chipOrdering(), k.digests());
  }

  /** The same list but for one element. */
  static <T> List<T> replaced(List<T> list, int at, UnaryOperator<T> change) {
    List<T> changed = new ArrayList<>(list);
    changed.set(at, change.apply(changed.get(at)));
    return changed;
  }

  /** The same list without its last element. */
  static <T> List<T> shorter(List<T> list) {
    return list.subList(0, list.size() - 1);
  }
}
