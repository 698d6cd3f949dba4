package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.verifier.fri.GenuineProof.assertFailing;
import static org.hierophant.sp1.verifier.fri.GenuineProof.change;
import static org.hierophant.sp1.verifier.fri.GenuineProof.failing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProof;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.format.ShardProofV5.ChipValues;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecursionStarkTest {
  private static final int WORDS = 4;
  private static final int LAST_QUERY = 99;
  private static final Set<String> OPENINGS =
      Set.of("query work", "row paths", "queries", "layer paths");

  /** A change to a genuine proof, and the step that must notice. */
  record Tampering(String step, String what, Consumer<RecursionProof.V5> change) {
    @Override
    public String toString() {
      return step + ": " + what;
    }
  }

  static List<Tampering> tamperings() {
    return List.of(
        new Tampering("global sums: that of the key", "x", p -> change(p.key().cumulativeSum(), 0)),
        in("global sums: that of Select", "x", p -> change(values(p, Chip.SELECT).globalSum(), 0)),
        in(
            "global sums: that of BaseAlu",
            "y",
            p -> change(values(p, Chip.BASE_ALU).globalSum(), 13)),
        in("lookup sum", "first", p -> change(values(p, Chip.BASE_ALU).localSum(), 0)),
        in("lookup sum", "last", p -> change(values(p, Chip.SELECT).localSum(), 3)),
        in(
            "constraints",
            "sums that are zero together",
            p -> {
              change(values(p, Chip.SELECT).localSum(), 1);
              int[] other = values(p, Chip.BATCH_FRI).localSum();
              other[1] = Math.floorMod(other[1] - 1, 0x78000001);
            }),
        new Tampering("constraints", "key", p -> change(p.key().commit(), 3)),
        in("constraints", "public values", p -> change(p.publicValues(), 0)),
        in("constraints", "digest", p -> change(p.publicValues(), 230)),
        in("constraints", "main", p -> change(p.mainCommit(), 7)),
        in("constraints", "permutation", p -> change(p.permutationCommit(), 7)),
        in("constraints", "quotient", p -> change(p.quotientCommit(), 7)),
        in("query work", "unused", p -> change(values(p, Chip.MEMORY_CONST).mainLocal(), 0)),
        in("query work", "layer", p -> change(p.fri().commitments(), 0)),
        in("query work", "last layer", p -> changeLast(p.fri().commitments())),
        in("query work", "constant", p -> change(p.fri().finalPolynomial(), 3)),
        in("row paths: preprocessed columns", "row", p -> change(row(p, 0, 0, 0), 0)),
        in("row paths: main columns", "row", p -> changeLast(row(p, LAST_QUERY, 1, 8))),
        in("row paths: permutation columns", "row", p -> change(row(p, 50, 2, 4), 5)),
        in("row paths: quotients", "row", p -> changeLast(row(p, 50, 3, 17))),
        in("row paths: preprocessed columns", "path", p -> change(batch(p, 1, 0).path(), 0)),
        in("row paths: main columns", "path", p -> changeLast(batch(p, 2, 1).path())),
        in("row paths: permutation columns", "path", p -> change(batch(p, 3, 2).path(), 9)),
        in("row paths: quotients", "path", p -> changeLast(batch(p, LAST_QUERY, 3).path())),
        in("queries: query 0", "first sibling", p -> change(sibling(p, 0, 0), 0)),
        in("queries: query 99", "last sibling", p -> change(sibling(p, LAST_QUERY, last(p)), 3)),
        in("layer paths: layer 0", "path", p -> change(path(p, 0, 0), 0)),
        in("layer paths", "last path", p -> changeLast(path(p, LAST_QUERY, last(p)))));
  }

  @Test
  void aGenuineProofHolds() {
    assertThat(failing(GenuineProof.read(), Set.of())).isEmpty();
  }

  /** Of the stage after, whose codewords are longer and queried less often. */
  @Test
  void anotherGenuineProofHolds() throws FormatException {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v5/zkverify-shrink-proof.bin"));
    ShardProofV5 proof = (ShardProofV5) ShardProof.read(in, Layout.V5);
    VerifyingKeyV5 key = (VerifyingKeyV5) VerifyingKey.read(in, Generation.V5);

    assertThat(failing(new Parameters(2, 50, 16), key, proof, Set.of())).isEmpty();
    assertThat(failing(Parameters.COMPRESS, key, proof, Set.of())).isPresent();
  }

  @ParameterizedTest
  @MethodSource("tamperings")
  void tamperingIsNoticedByTheStepMadeForIt(Tampering tampering) {
    RecursionProof.V5 proof = GenuineProof.read();

    tampering.change().accept(proof);

    assertFailing(proof, Set.of(), tampering.step());
  }

  /** The witness of work, between the constant and the openings of rows. */
  @Test
  void workThatWasNotDoneIsNoticed() {
    RecursionProof.V5 proof = GenuineProof.read();
    ShardProofV5.Fri fri = proof.proof().fri();

    RecursionProof.V5 changed =
        new RecursionProof.V5(
            proof.key(),
            Proofs.withFri(
                proof.proof(),
                new ShardProofV5.Fri(
                    fri.commitments(),
                    fri.queries(),
                    fri.finalPolynomial(),
                    fri.powWitness() ^ 1,
                    fri.openings())));

    assertFailing(changed, Set.of(), "query work: not 16 bits");
  }

  @Test
  void anotherStartIsNoticed() {
    RecursionProof.V5 proof = GenuineProof.read();
    VerifyingKeyV5 key = Proofs.withStart(proof.key(), proof.key().pcStart() + 1);

    assertFailing(new RecursionProof.V5(key, proof.proof()), Set.of(), "constraints");
  }

  /**
   * Another column, wherever it is opened, makes other constraints; but for those that none has.
   */
  @ParameterizedTest
  @EnumSource(Chip.class)
  void everyColumnCounts(Chip chip) {
    Map<String, Function<ChipValues, int[]>> places =
        Map.of(
            "preprocessed", ChipValues::preprocessedLocal,
            "main", ChipValues::mainLocal,
            "permutation", ChipValues::permutationLocal,
            "next permutation", ChipValues::permutationNext,
            "first quotient", values -> values.quotient().getFirst(),
            "last quotient", values -> values.quotient().getLast());
    Set<String> unused = new TreeSet<>();
    RecursionProof.V5 proof = GenuineProof.read();

    places.forEach((name, place) -> unused.addAll(withoutEffect(proof, chip, name, place)));
    if (!chip.localOnly()) {
      unused.addAll(withoutEffect(proof, chip, "next preprocessed", ChipValues::preprocessedNext));
      unused.addAll(withoutEffect(proof, chip, "next main", ChipValues::mainNext));
    }

    assertThat(unused).isEqualTo(new TreeSet<>(UNUSED.getOrDefault(chip, Set.of())));
    assertThat(failing(proof, OPENINGS)).isEmpty();
  }

  private static final Map<Chip, Set<String>> UNUSED =
      Map.of(
          Chip.MEMORY_CONST,
          Set.of("main 0"),
          Chip.BATCH_FRI,
          Set.of(
              "next preprocessed 0",
              "next preprocessed 1",
              "next preprocessed 2",
              "next preprocessed 3",
              "next preprocessed 4",
              "next preprocessed 5"),
          Chip.EXP_REVERSE_BITS,
          Set.of(
              "preprocessed 6", // which iteration it is
              "next preprocessed 0",
              "next preprocessed 1",
              "next preprocessed 2",
              "next preprocessed 3",
              "next preprocessed 4",
              "next preprocessed 5",
              "next preprocessed 6",
              "next preprocessed 7",
              "next preprocessed 8",
              "next main 1",
              "next main 3",
              "next main 4",
              "next main 5",
              "next main 6"),
          Chip.PUBLIC_VALUES,
          Set.of(
              "next main 0",
              "next preprocessed 0",
              "next preprocessed 1",
              "next preprocessed 2",
              "next preprocessed 3",
              "next preprocessed 4",
              "next preprocessed 5",
              "next preprocessed 6",
              "next preprocessed 7",
              "next preprocessed 8",
              "next preprocessed 9"));

  private static Set<String> withoutEffect(
      RecursionProof.V5 proof, Chip chip, String name, Function<ChipValues, int[]> place) {
    Set<String> unused = new TreeSet<>();
    int[] words = place.apply(values(proof.proof(), chip));
    for (int column = 0; column < words.length / WORDS; column++) {
      int at = WORDS * column + column % WORDS;
      int genuine = words[at];
      change(words, at);
      if (failing(proof, OPENINGS).isEmpty()) {
        unused.add(name + " " + column);
      } else {
        assertFailing(proof, OPENINGS, "constraints: those of " + chip.tableName());
      }
      words[at] = genuine;
    }
    return unused;
  }

  /** As if a prover had committed to rows that do not have the values it claims. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void rowsThatDoNotHaveTheirValuesAreNoticedWithoutPaths(int commitment) {
    Set<String> paths = Set.of("row paths", "layer paths");
    RecursionProof.V5 proof = GenuineProof.read();
    int matrices = batch(proof.proof(), 0, commitment).rows().size();

    for (int matrix = 0; matrix < matrices; matrix++) {
      int query = 7 * matrix % 100;
      int[] row = row(proof.proof(), query, commitment, matrix);
      int genuine = row[row.length - 1];
      changeLast(row);
      assertFailing(proof, paths, "queries: query " + query);
      row[row.length - 1] = genuine;
    }
    assertThat(failing(proof, paths)).isEmpty();
  }

  /** Paths share their upper ends, and each is hashed once: every copy must still be right. */
  @Test
  void everySiblingOfEveryPathCounts() {
    RecursionProof.V5 proof = GenuineProof.read();
    for (int query = 0; query <= LAST_QUERY; query++) {
      int[] path = batch(proof.proof(), query, 1).path();
      int level = query % 3 == 0 ? path.length / 8 - 1 : 7 * query % (path.length / 8);
      int at = level * 8 + query % 8;
      int genuine = path[at];
      change(path, at);
      assertFailing(proof, Set.of("queries", "layer paths"), "row paths: main columns");
      path[at] = genuine;
    }
    assertThat(failing(proof, Set.of())).isEmpty();
  }

  /** The lowest tables come in where paths have met: their rows must be right in each opening. */
  @Test
  void everyRowOfTheLowestTableCounts() {
    RecursionProof.V5 proof = GenuineProof.read();
    int place = proof.proof().chipOrdering().get("PublicValues").intValue();
    for (int query = 0; query <= LAST_QUERY; query++) {
      int[] row = row(proof.proof(), query, 1, place);
      int genuine = row[0];
      change(row, 0);
      assertFailing(proof, Set.of("queries", "layer paths"), "row paths: main columns");
      row[0] = genuine;
    }
  }

  private static Tampering in(String step, String what, Consumer<ShardProofV5> change) {
    return new Tampering(step, what, recursion -> change.accept(recursion.proof()));
  }

  private static ChipValues values(ShardProofV5 proof, Chip chip) {
    return proof.chips().get(proof.chipOrdering().get(chip.tableName()).intValue());
  }

  private static Batch batch(ShardProofV5 proof, int query, int commitment) {
    return proof.fri().openings().get(query).get(commitment);
  }

  private static int[] row(ShardProofV5 proof, int query, int commitment, int matrix) {
    return batch(proof, query, commitment).rows().get(matrix);
  }

  private static int[] sibling(ShardProofV5 proof, int query, int layer) {
    return proof.fri().queries().get(query).get(layer).sibling();
  }

  private static int[] path(ShardProofV5 proof, int query, int layer) {
    return proof.fri().queries().get(query).get(layer).path();
  }

  /** The last layer that has a path. */
  private static int last(ShardProofV5 proof) {
    return proof.fri().commitments().length / 8 - 1;
  }

  private static void changeLast(int[] words) {
    change(words, words.length - 1);
  }
}
