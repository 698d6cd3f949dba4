package org.hierophant.sp1.verifier.fri;

import static org.hierophant.sp1.verifier.fri.GenuineProof.assertFailing;
import static org.hierophant.sp1.verifier.fri.Proofs.replaced;
import static org.hierophant.sp1.verifier.fri.Proofs.shorter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.format.ShardProofV5.ChipValues;
import org.hierophant.sp1.format.ShardProofV5.Step;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV5.PreprocessedChip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes that a prover chose and the machine did not. */
class ShapeTest {
  private static final String CHIP = "Poseidon2WideDeg3";
  private static final String OF_CHIP = "opened values of " + CHIP;
  private static final String KEY_TABLE = "the key has another table of " + CHIP;

  record Change(String what, String detail, UnaryOperator<RecursionProof.V5> change) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Change> changes() {
    List<Change> all = new ArrayList<>();
    proof(
        all,
        "public values",
        "230 public values",
        p -> Proofs.withPublicValues(p, Arrays.copyOf(p.publicValues(), 230)));
    chips(all);
    key(all);
    openings(all);
    return all;
  }

  private static void chips(List<Change> all) {
    proof(all, "no chip", "chips: [", p -> Proofs.withOrdering(p, without(p.chipOrdering())));
    proof(
        all,
        "one chip more",
        "chips: [",
        p -> Proofs.withOrdering(p, with(p.chipOrdering(), "Shadow", 9L)));
    proof(
        all,
        "another chip",
        "chips: no place of " + CHIP,
        p -> Proofs.withOrdering(p, with(without(p.chipOrdering()), "Shadow", 0L)));
    for (long place : new long[] {9, Long.MAX_VALUE, 1L << 32, -1}) {
      proof(
          all,
          "place " + place,
          "chips: no place of " + CHIP,
          p -> Proofs.withOrdering(p, with(p.chipOrdering(), CHIP, place)));
    }
    proof(
        all,
        "two at one place",
        "chips: two at one place",
        p ->
            Proofs.withOrdering(
                p, with(p.chipOrdering(), CHIP, p.chipOrdering().getOrDefault("Select", 0L))));
    proof(
        all,
        "no values",
        "opened values of other chips",
        p -> Proofs.withChips(p, shorter(p.chips())));
    values(all, "preprocessed", OF_CHIP, v -> with(v, 0, less(v.preprocessedLocal())));
    values(all, "next preprocessed", OF_CHIP, v -> with(v, 1, less(v.preprocessedNext())));
    values(all, "main", OF_CHIP, v -> with(v, 2, less(v.mainLocal())));
    values(all, "next main", OF_CHIP, v -> with(v, 3, less(v.mainNext())));
    values(all, "permutation", OF_CHIP, v -> with(v, 4, less(v.permutationLocal())));
    values(all, "next permutation", OF_CHIP, v -> with(v, 5, less(v.permutationNext())));
    values(all, "quotients", OF_CHIP, v -> withQuotient(v, shorter(v.quotient())));
    values(
        all, "quotient", OF_CHIP, v -> withQuotient(v, replaced(v.quotient(), 1, ShapeTest::less)));
    String unused = "next row of " + CHIP;
    values(all, "next preprocessed row", unused, v -> with(v, 1, set(v.preprocessedNext())));
    values(all, "next main row", unused, v -> with(v, 3, set(v.mainNext())));
    values(all, "too high", CHIP + " has 2^27 rows", v -> withLogDegree(v, 27));
    values(all, "far too high", CHIP + " has 2^63 rows", v -> withLogDegree(v, 63));
    values(all, "other height", KEY_TABLE, v -> withLogDegree(v, v.logDegree() - 1));
    all.add(
        new Change(
            "interactions",
            "too many interactions",
            p ->
                new RecursionProof.V5(
                    table(p.key(), t -> new PreprocessedChip(CHIP, 26, 1, t.width(), 1 << 26)),
                    values(p.proof(), v -> withLogDegree(v, 26)))));
  }

  private static void key(List<Change> all) {
    changeKey(
        all,
        "no chip in the key",
        "chips of the key: [",
        k -> Proofs.withOrdering(k, without(k.chipOrdering())));
    changeKey(
        all,
        "two at one place in the key",
        "chips of the key: two at one place",
        k ->
            Proofs.withOrdering(
                k, with(k.chipOrdering(), CHIP, k.chipOrdering().getOrDefault("Select", 0L))));
    changeKey(
        all,
        "no table in the key",
        "tables of the key",
        k -> Proofs.withTables(k, shorter(k.chips())));
    table(
        all,
        "name",
        t -> new PreprocessedChip("Shadow", t.logRows(), t.shift(), t.width(), t.height()));
    table(
        all,
        "domain",
        t -> new PreprocessedChip(t.name(), t.logRows() + 1, t.shift(), t.width(), t.height()));
    table(
        all, "shift", t -> new PreprocessedChip(t.name(), t.logRows(), 31, t.width(), t.height()));
    table(
        all,
        "width",
        t -> new PreprocessedChip(t.name(), t.logRows(), t.shift(), t.width() - 1, t.height()));
    table(
        all,
        "height",
        t -> new PreprocessedChip(t.name(), t.logRows(), t.shift(), t.width(), t.height() - 1));
  }

  private static void openings(List<Change> all) {
    proof(
        all,
        "layers",
        "commitments of layers",
        p ->
            Proofs.withCommitments(
                p, Arrays.copyOf(p.fri().commitments(), p.fri().commitments().length - 8)));
    proof(all, "queries", "99 queries", p -> Proofs.withQueries(p, shorter(p.fri().queries())));
    proof(
        all,
        "queries of rows",
        "100 queries",
        p -> Proofs.withOpenings(p, shorter(p.fri().openings())));
    proof(
        all,
        "layers of a query",
        "layers of a query",
        p -> Proofs.withQueries(p, replaced(p.fri().queries(), 99, Proofs::shorter)));
    proof(
        all,
        "path of a layer",
        "path of a layer",
        p ->
            Proofs.withQueries(
                p,
                replaced(
                    p.fri().queries(),
                    99,
                    steps ->
                        replaced(
                            steps,
                            3,
                            s ->
                                new Step(
                                    s.sibling(), Arrays.copyOf(s.path(), s.path().length - 8))))));
    batches(all, "commitments", "openings of a query", Proofs::shorter);
    batch(
        all,
        "matrices",
        "opened rows of main columns",
        b -> new Batch(shorter(b.rows()), b.path()));
    batch(
        all,
        "row",
        "opened rows of main columns",
        b -> new Batch(replaced(b.rows(), 8, r -> Arrays.copyOf(r, r.length + 1)), b.path()));
    batch(
        all,
        "path",
        "path of main columns",
        b -> new Batch(b.rows(), Arrays.copyOf(b.path(), b.path().length + 8)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anotherShapeIsRefused(Change change) {
    RecursionProof.V5 changed = change.change().apply(GenuineProof.read());

    assertFailing(changed, Set.of(), "shape: " + change.detail());
  }

  /** Exactly p of them is one too many: p times 1 is zero. */
  @Test
  void asManyInteractionsAsTheFieldHasElementsAreTooMany() {
    Map<Chip, Integer> heights = new EnumMap<>(Chip.class);
    heights.put(Chip.BASE_ALU, 26); // 12 interactions in each row
    heights.put(Chip.EXT_ALU, 26); // 12
    heights.put(Chip.MEMORY_CONST, 26); // 2
    heights.put(Chip.MEMORY_VAR, 26); // 2
    heights.put(Chip.BATCH_FRI, 24); // 4
    heights.put(Chip.POSEIDON2, 20); // 32
    heights.put(Chip.SELECT, 22); // 5
    heights.put(Chip.EXP_REVERSE_BITS, 22); // 3
    heights.put(Chip.PUBLIC_VALUES, 0); // 1

    assertFailing(withHeights(heights), Set.of(), "shape: too many interactions: " + 0x78000001);
    heights.put(Chip.PUBLIC_VALUES, 1);
    assertFailing(withHeights(heights), Set.of(), "shape: too many interactions: " + 0x78000002);
    heights.put(Chip.SELECT, 21);
    assertFailing(withHeights(heights), Set.of(), "shape: commitments of layers");
  }

  /** Of one row, not of none: what does not fit is the rest of the proof. */
  @Test
  void aTableMayHaveOneRow() {
    assertFailing(withHeights(Map.of(Chip.PUBLIC_VALUES, 0)), Set.of(), "constraints: those of");
  }

  /** With tables of these heights, in the proof and in the key. */
  private static RecursionProof.V5 withHeights(Map<Chip, Integer> heights) {
    RecursionProof.V5 proof = GenuineProof.read();
    List<PreprocessedChip> tables = new ArrayList<>(proof.key().chips());
    List<ChipValues> values = new ArrayList<>(proof.proof().chips());
    heights.forEach(
        (chip, height) -> {
          tables.replaceAll(
              t ->
                  t.name().equals(chip.tableName())
                      ? new PreprocessedChip(t.name(), height, t.shift(), t.width(), 1 << height)
                      : t);
          int place = proof.proof().chipOrdering().getOrDefault(chip.tableName(), 0L).intValue();
          values.set(place, withLogDegree(values.get(place), height));
        });
    return new RecursionProof.V5(
        Proofs.withTables(proof.key(), tables), Proofs.withChips(proof.proof(), values));
  }

  private static void proof(
      List<Change> all, String what, String detail, UnaryOperator<ShardProofV5> change) {
    all.add(new Change(what, detail, p -> new RecursionProof.V5(p.key(), change.apply(p.proof()))));
  }

  private static void changeKey(
      List<Change> all, String what, String detail, UnaryOperator<VerifyingKeyV5> change) {
    all.add(new Change(what, detail, p -> new RecursionProof.V5(change.apply(p.key()), p.proof())));
  }

  private static void values(
      List<Change> all, String what, String detail, UnaryOperator<ChipValues> change) {
    proof(all, what, detail, p -> values(p, change));
  }

  private static ShardProofV5 values(ShardProofV5 p, UnaryOperator<ChipValues> change) {
    int place = p.chipOrdering().getOrDefault(CHIP, 0L).intValue();
    return Proofs.withChips(p, replaced(p.chips(), place, change));
  }

  private static void table(List<Change> all, String what, UnaryOperator<PreprocessedChip> change) {
    changeKey(all, what + " in the key", KEY_TABLE, k -> table(k, change));
  }

  private static VerifyingKeyV5 table(VerifyingKeyV5 k, UnaryOperator<PreprocessedChip> change) {
    return Proofs.withTables(
        k, k.chips().stream().map(t -> t.name().equals(CHIP) ? change.apply(t) : t).toList());
  }

  private static void batches(
      List<Change> all, String what, String detail, UnaryOperator<List<Batch>> change) {
    proof(
        all,
        what + " of a query",
        detail,
        p -> Proofs.withOpenings(p, replaced(p.fri().openings(), 99, change)));
  }

  private static void batch(
      List<Change> all, String what, String detail, UnaryOperator<Batch> change) {
    batches(all, what, detail, batches -> replaced(batches, 1, change));
  }

  private static ChipValues with(ChipValues v, int field, int[] words) {
    Function<Integer, int[]> other =
        i ->
            switch (i) {
              case 0 -> v.preprocessedLocal();
              case 1 -> v.preprocessedNext();
              case 2 -> v.mainLocal();
              case 3 -> v.mainNext();
              case 4 -> v.permutationLocal();
              default -> v.permutationNext();
            };
    int[][] fields = new int[6][];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = i == field ? words : other.apply(i);
    }
    return new ChipValues(
        fields[0],
        fields[1],
        fields[2],
        fields[3],
        fields[4],
        fields[5],
        v.quotient(),
        v.globalSum(),
        v.localSum(),
        v.logDegree());
  }

  private static ChipValues withQuotient(ChipValues v, List<int[]> quotient) {
    return new ChipValues(
        v.preprocessedLocal(),
        v.preprocessedNext(),
        v.mainLocal(),
        v.mainNext(),
        v.permutationLocal(),
        v.permutationNext(),
        quotient,
        v.globalSum(),
        v.localSum(),
        v.logDegree());
  }

  private static ChipValues withLogDegree(ChipValues v, long logDegree) {
    return new ChipValues(
        v.preprocessedLocal(),
        v.preprocessedNext(),
        v.mainLocal(),
        v.mainNext(),
        v.permutationLocal(),
        v.permutationNext(),
        v.quotient(),
        v.globalSum(),
        v.localSum(),
        logDegree);
  }

  /** One extension element less. */
  private static int[] less(int[] words) {
    return Arrays.copyOf(words, words.length - 4);
  }

  private static int[] set(int[] words) {
    int[] changed = words.clone();
    changed[changed.length - 1] = 1;
    return changed;
  }

  private static Map<String, Long> without(Map<String, Long> places) {
    Map<String, Long> changed = new LinkedHashMap<>(places);
    changed.remove(CHIP);
    return changed;
  }

  private static Map<String, Long> with(Map<String, Long> places, String name, long place) {
    Map<String, Long> changed = new LinkedHashMap<>(places);
    changed.put(name, place);
    return changed;
  }
}
