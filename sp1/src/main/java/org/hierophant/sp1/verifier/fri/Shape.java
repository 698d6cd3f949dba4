package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.format.ShardProofV5.ChipValues;
import org.hierophant.sp1.format.ShardProofV5.Step;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV5.PreprocessedChip;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks that every part of a proof has the size that the machine, and the heights of its tables,
 * prescribe. What comes later indexes without looking.
 *
 * <p>It asks more than SP1's own verifier: every chip has a table, the key's tables are as high as
 * the proof's, and rows that no constraint looks at are zero. Every prover writes proofs so.
 *
 * <p><b>Source.</b> {@code crates/stark/src/verifier.rs} in sp1 v5.2.4; {@code src/two_adic_pcs.rs}
 * in p3-fri 0.2.3-succinct.
 */
final class Shape {
  private static final int WORDS = QuarticExtension.DEGREE;

  private final Parameters parameters;
  private final VerifyingKeyV5 key;
  private final ShardProofV5 proof;

  private Shape(Parameters parameters, VerifyingKeyV5 key, ShardProofV5 proof) {
    this.parameters = parameters;
    this.key = key;
    this.proof = proof;
  }

  /** Checks all of it. */
  static Tables check(Parameters parameters, VerifyingKeyV5 key, ShardProofV5 proof)
      throws StarkException {
    return new Shape(parameters, key, proof).check();
  }

  private Tables check() throws StarkException {
    StarkException.require(
        proof.publicValues().length == Parameters.PUBLIC_VALUES,
        proof.publicValues().length + " public values");
    List<Table> tables = tables();
    Tables all = new Tables(tables, keyOrder(tables));
    StarkException.require(
        all.interactions() < BABY_BEAR.p(), "too many interactions: " + all.interactions());
    List<Commitment> commitments = all.commitments(key, proof);
    checkFri(all.logHeight(), commitments);
    return all;
  }

  /** In the order of the proof. */
  private List<Table> tables() throws StarkException {
    Chip[] order = order(proof.chipOrdering(), "chips");
    StarkException.require(proof.chips().size() == order.length, "opened values of other chips");
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      ChipValues values = proof.chips().get(i);
      checkValues(order[i], values);
      int most =
          BABY_BEAR.twoAdicity() - Math.max(parameters.logBlowUp(), Parameters.LOG_QUOTIENT_CHUNKS);
      StarkException.require(
          values.logDegree() >= 0 && values.logDegree() <= most,
          "%s has 2^%d rows".formatted(order[i].tableName(), values.logDegree()));
      tables.add(new Table(order[i], values, (int) values.logDegree()));
    }
    return tables;
  }

  private static void checkValues(Chip chip, ChipValues values) throws StarkException {
    int preprocessed = WORDS * chip.preprocessedColumns();
    int main = WORDS * chip.mainColumns();
    int permutation = WORDS * WORDS * chip.permutationColumns();
    StarkException.require(
        values.preprocessedLocal().length == preprocessed
            && values.preprocessedNext().length == preprocessed
            && values.mainLocal().length == main
            && values.mainNext().length == main
            && values.permutationLocal().length == permutation
            && values.permutationNext().length == permutation
            && values.quotient().size() == Parameters.QUOTIENT_CHUNKS
            && values.quotient().stream().allMatch(chunk -> chunk.length == WORDS * WORDS),
        "opened values of " + chip.tableName());
    StarkException.require(
        !chip.localOnly() || isZero(values.preprocessedNext()) && isZero(values.mainNext()),
        "next row of " + chip.tableName() + ", which has no use");
  }

  private static boolean isZero(int[] words) {
    return Arrays.stream(words).allMatch(word -> word == 0);
  }

  /** The same tables in the order of the key, which commits to their preprocessed columns. */
  private List<Table> keyOrder(List<Table> tables) throws StarkException {
    Map<Chip, Table> byChip = new EnumMap<>(Chip.class);
    tables.forEach(table -> byChip.put(table.chip(), table));
    Chip[] order = order(key.chipOrdering(), "chips of the key");
    StarkException.require(key.chips().size() == order.length, "tables of the key");
    List<Table> ordered = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      PreprocessedChip of = key.chips().get(i);
      Table table = byChip.get(order[i]);
      if (table == null) {
        throw new StarkException("no table of " + order[i].tableName());
      }
      StarkException.require(
          of.name().equals(order[i].tableName())
              && of.logRows() == table.logHeight()
              && of.shift() == 1
              && of.width() == order[i].preprocessedColumns()
              && of.height() == 1 << table.logHeight(),
          "the key has another table of " + order[i].tableName());
      ordered.add(table);
    }
    return ordered;
  }

  /** Every chip of the machine at a place of its own. */
  private static Chip[] order(Map<String, Long> places, String what) throws StarkException {
    Chip[] order = new Chip[Chip.ALL.size()];
    StarkException.require(places.size() == order.length, what + ": " + places.keySet());
    int found = 0;
    for (Chip chip : Chip.ALL) {
      Long place = places.get(chip.tableName());
      if (place == null || place < 0 || place >= order.length) {
        throw new StarkException(what + ": no place of " + chip.tableName());
      }
      order[place.intValue()] = chip;
      found |= 1 << place.intValue();
    }
    StarkException.require(found == (1 << order.length) - 1, what + ": two at one place");
    return order;
  }

  private void checkFri(int logHeight, List<Commitment> commitments) throws StarkException {
    ShardProofV5.Fri fri = proof.fri();
    StarkException.require(
        fri.commitments().length == logHeight * Parameters.DIGEST, "commitments of layers");
    StarkException.require(
        fri.queries().size() == parameters.queries()
            && fri.openings().size() == parameters.queries(),
        fri.queries().size() + " queries");
    for (List<Step> layers : fri.queries()) {
      StarkException.require(layers.size() == logHeight, "layers of a query");
      for (int layer = 0; layer < logHeight; layer++) {
        int height = logHeight + parameters.logBlowUp() - 1 - layer;
        checkPath(layers.get(layer).path(), height, "path of a layer");
      }
    }
    for (List<Batch> batches : fri.openings()) {
      StarkException.require(batches.size() == commitments.size(), "openings of a query");
      for (int i = 0; i < commitments.size(); i++) {
        checkBatch(batches.get(i), commitments.get(i));
      }
    }
  }

  private void checkBatch(Batch batch, Commitment commitment) throws StarkException {
    String what = "opened rows of " + commitment.name();
    List<Matrix> matrices = commitment.matrices();
    StarkException.require(batch.rows().size() == matrices.size(), what);
    for (int i = 0; i < matrices.size(); i++) {
      StarkException.require(batch.rows().get(i).length == matrices.get(i).columns(), what);
    }
    checkPath(
        batch.path(),
        commitment.logHeight() + parameters.logBlowUp(),
        "path of " + commitment.name());
  }

  private static void checkPath(int[] path, int height, String what) throws StarkException {
    StarkException.require(path.length == height * Parameters.DIGEST, what);
  }
}
