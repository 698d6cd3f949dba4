package org.hierophant.sp1.verifier.fri;

import java.util.List;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.VerifyingKeyV5;

/**
 * All tables of a proof of checked shape.
 *
 * @param ordered as the proof has them
 * @param ofKey as the key has them
 */
record Tables(List<Table> ordered, List<Table> ofKey) {
  Tables {
    ordered = List.copyOf(ordered);
    ofKey = List.copyOf(ofKey);
  }

  /** Base 2 logarithm of the greatest height. */
  int logHeight() {
    return ordered.stream().mapToInt(Table::logHeight).max().orElseThrow();
  }

  /** How often memory is used at most, were all multiplicities 1; must not wrap in the field. */
  long interactions() {
    return ordered.stream()
        .mapToLong(table -> (long) table.chip().interactions().size() << table.logHeight())
        .sum();
  }

  /** What is opened, in the order of the opening proof. */
  List<Commitment> commitments(VerifyingKeyV5 key, ShardProofV5 proof) {
    return List.of(
        new Commitment(
            "preprocessed columns", key.commit(), ofKey.stream().map(Table::preprocessed).toList()),
        new Commitment(
            "main columns", proof.mainCommit(), ordered.stream().map(Table::main).toList()),
        new Commitment(
            "permutation columns",
            proof.permutationCommit(),
            ordered.stream().map(Table::permutationMatrix).toList()),
        new Commitment(
            "quotients",
            proof.quotientCommit(),
            ordered.stream().flatMap(table -> table.quotient().stream()).toList()));
  }
}
