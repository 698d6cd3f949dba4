package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.verifier.hypercube.GenuineProof.assertFailing;
import static org.hierophant.sp1.verifier.hypercube.GenuineProof.change;
import static org.hierophant.sp1.verifier.hypercube.GenuineProof.failing;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.JaggedProof.MerkleOpening;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.Sumcheck;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV6;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecursionStarkTest {
  private static final String CHIP = "Poseidon2WideDeg3";

  /** A change to a genuine proof, and the step that must notice. */
  record Tampering(String step, String what, Consumer<RecursionProof.V6> change) {
    @Override
    public String toString() {
      return step + ": " + what;
    }
  }

  static List<Tampering> tamperings() {
    return List.of(
        in("table sizes", "tree", p -> change(p.evaluationProof().treeCommitments(), 0)),
        in("table sizes", "other tree", p -> change(p.evaluationProof().treeCommitments(), 15)),
        in("table sizes", "commitment", p -> change(p.mainCommitment(), 3)),
        new Tampering("table sizes", "key", p -> change(p.key().preprocessedCommit(), 3)),
        new Tampering("lookup work", "start", p -> change(p.key().pcStart(), 0)),
        new Tampering("lookup work", "sum", p -> change(p.key().cumulativeSum(), 13)),
        in("lookup work", "public values", p -> change(p.publicValues(), 186)),
        in("lookup sum", "numerator", p -> change(p.logUpGkr().numerator().words(), 5)),
        in("lookup sum", "denominator", p -> change(p.logUpGkr().denominator().words(), 3)),
        in("lookup sum", "no denominator", p -> zero(p.logUpGkr().denominator().words())),
        in("lookup layers", "n0", p -> change(p.logUpGkr().rounds().get(0).numerator0(), 0)),
        in("lookup layers", "n1", p -> change(p.logUpGkr().rounds().get(9).numerator1(), 1)),
        in("lookup layers", "d0", p -> change(p.logUpGkr().rounds().get(18).denominator0(), 2)),
        in("lookup layers", "d1", p -> change(p.logUpGkr().rounds().get(19).denominator1(), 3)),
        in("lookup layers", "claim", p -> change(layer(p).claimedSum(), 0)),
        in("lookup layers", "first", p -> change(layer(p).polynomials().getFirst(), 0)),
        in("lookup layers", "last", p -> change(layer(p).polynomials().getLast(), 15)),
        in("lookup layers", "point", p -> change(layer(p).point(), 7)),
        in("lookup layers", "value", p -> change(layer(p).evaluation(), 3)),
        in("lookup interactions", "point", p -> change(p.logUpGkr().point(), 83)),
        in("lookup interactions", "main", p -> change(opening(p).main().words(), 0)),
        in(
            "lookup interactions",
            "preprocessed",
            p -> change(opening(p).preprocessed().orElseThrow().words(), 4 * 48)),
        // No interaction has this column: only the sum that both arguments share can tell.
        in("constraint sum", "state", p -> change(opening(p).main().words(), 4 * 130)),
        in("constraint sum", "claim", p -> change(p.zerocheck().claimedSum(), 2)),
        in("constraint sum", "first", p -> change(p.zerocheck().polynomials().getFirst(), 0)),
        in("constraint sum", "last", p -> change(p.zerocheck().polynomials().getLast(), 19)),
        in("constraint sum", "point", p -> change(p.zerocheck().point(), 0)),
        in("constraint sum", "value", p -> change(p.zerocheck().evaluation(), 0)),
        in("constraints", "main", p -> change(p.openedValues().get(CHIP).main(), 0)),
        in("constraints", "unused", p -> change(p.openedValues().get("MemoryConst").main(), 1)),
        in("constraints", "pre", p -> change(p.openedValues().get(CHIP).preprocessed(), 0)),
        in("jagged sum", "claim", p -> change(p.evaluationProof().sumcheck().claimedSum(), 0)),
        in("jagged sum", "point", p -> change(p.evaluationProof().sumcheck().point(), 0)),
        in("jagged sum", "value", p -> change(p.evaluationProof().sumcheck().evaluation(), 0)),
        in("jagged evaluation", "claim", p -> change(inner(p).claimedSum(), 0)),
        in("jagged evaluation", "first", p -> change(inner(p).polynomials().getFirst(), 0)),
        in("jagged evaluation", "last", p -> change(inner(p).polynomials().getLast(), 0)),
        in("jagged evaluation", "value", p -> change(inner(p).evaluation(), 0)),
        in("jagged evaluation", "vector", p -> change(p.evaluationProof().expectedEvaluation(), 0)),
        in("stacking", "first", p -> change(stacked(p, 0), 0)),
        in("stacking", "last", p -> changeLast(stacked(p, 1))),
        in("folding", "message", p -> change(p.evaluationProof().basefold().messages(), 0)),
        in("folding", "last message", p -> change(p.evaluationProof().basefold().messages(), 159)),
        in("folding", "layer", p -> change(p.evaluationProof().basefold().friCommitments(), 0)),
        in("folding", "end", p -> change(p.evaluationProof().basefold().finalPolynomial(), 0)),
        in("column paths", "row", p -> change(columns(p, 0).values().words(), 0)),
        in("column paths", "other row", p -> changeLast(columns(p, 1).values().words())),
        in("column paths", "path", p -> change(columns(p, 1).paths().words(), 0)),
        in("column paths", "root", p -> change(columns(p, 1).root(), 7)),
        in("layer paths", "row", p -> change(queries(p, 0).values().words(), 0)),
        in("layer paths", "path", p -> change(queries(p, 19).paths().words(), 0)),
        in("layer paths", "root", p -> change(queries(p, 19).root(), 0)));
  }

  /** Where one step makes several checks, the one made for this. */
  static List<Tampering> refusals() {
    return List.of(
        in("lookup layers", "layer 3: another claim", p -> change(layer(p).claimedSum(), 0)),
        in("lookup layers", "layer 3: round 0", p -> change(layer(p).polynomials().getFirst(), 0)),
        in("lookup layers", "layer 3: round 9", p -> change(layer(p).polynomials().getLast(), 0)),
        in("lookup layers", "layer 3: another point", p -> change(layer(p).point(), 0)),
        in("lookup layers", "layer 3: another value", p -> change(layer(p).evaluation(), 0)),
        in(
            "lookup layers",
            "layer 9: another sum of fractions",
            p -> change(p.logUpGkr().rounds().get(9).numerator1(), 0)),
        in(
            "constraint sum",
            "not what the lookups opened",
            p -> change(p.zerocheck().claimedSum(), 0)),
        in(
            "jagged sum",
            "not what the columns opened to",
            p -> change(p.evaluationProof().sumcheck().claimedSum(), 0)),
        in(
            "jagged evaluation",
            "another value of the long vector",
            p -> change(p.evaluationProof().expectedEvaluation(), 0)),
        // The constant at the end follows from these: only the first layer's claim does not.
        in("folding", "layer 0 has another value", RecursionStarkTest::foldNothing),
        in(
            "folding",
            "the last layer is another constant",
            p -> change(p.evaluationProof().basefold().finalPolynomial(), 0)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void theFirstThingWrongIsSaid(Tampering tampering) {
    RecursionProof.V6 proof = GenuineProof.read();

    tampering.change().accept(proof);

    assertThat(failing(proof, Set.of())).contains(tampering.toString());
  }

  @Test
  void aGenuineProofHolds() {
    assertThat(failing(GenuineProof.read(), Set.of())).isEmpty();
  }

  /** Another prover's, of another program: what a GPU prover's tests take as input. */
  @Test
  void anotherGenuineProofHolds() throws FormatException {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v6/compressed-with-merkle.bin"));
    in.count(1, "keys and proofs");
    VerifyingKeyV6 key = (VerifyingKeyV6) VerifyingKey.read(in, Generation.V6);
    ShardProofV6 proof = (ShardProofV6) ShardProof.read(in, Layout.V6_1);

    assertThat(failing(key, proof, Set.of())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tamperings")
  void tamperingIsNoticedByTheStepMadeForIt(Tampering tampering) {
    RecursionProof.V6 proof = GenuineProof.read();

    tampering.change().accept(proof);

    assertFailing(proof, Set.of(), tampering.step() + ": ");
  }

  /** The witnesses of work, whose places in the file are fixed. */
  @ParameterizedTest
  @CsvSource({"42451, lookup work", "1263998, batch work", "1263994, query work"})
  void workThatWasNotDoneIsNoticed(int offset, String step) {
    byte[] bytes = GenuineProof.bytes();

    bytes[offset] ^= 1;

    assertFailing(GenuineProof.parse(bytes), Set.of(), step + ": ");
  }

  /** Its challenges are others, though every step before them is the same. */
  @Test
  void theOlderLayoutHasNoBatchWork() {
    RecursionProof.V6 proof = GenuineProof.read();
    ShardProofV6 genuine = proof.proof();
    ShardProofV6 older =
        new ShardProofV6(
            genuine.publicValues(),
            genuine.mainCommitment(),
            genuine.logUpGkr(),
            genuine.zerocheck(),
            genuine.openedValues(),
            genuine.evaluationProof(),
            Layout.V6_0);

    assertThat(failing(proof.key(), older, Set.of()))
        .contains("folding: layer 0 has another value");
  }

  /** As if a prover had laid a column elsewhere than the commitments say. */
  @Test
  void columnsThatBeginElsewhereAreNoticed() throws StarkException {
    RecursionProof.V6 proof = GenuineProof.read();
    Tables tables = Shape.check(proof.proof());

    tables.columnStarts()[100]++;

    assertThat(failing(new RecursionStark(proof.key(), proof.proof(), tables), Set.of()))
        .contains("jagged evaluation: columns begin and end elsewhere");
  }

  /** As if a prover had committed to codewords that do not belong together. */
  @Test
  void openingsThatDoNotFollowFromEachOtherAreNoticedWithoutPaths() {
    Set<String> paths = Set.of("column paths", "layer paths");
    List<Consumer<ShardProofV6>> changes =
        List.of(
            p -> change(columns(p, 0).values().words(), 0),
            p -> changeLast(columns(p, 1).values().words()),
            p -> change(queries(p, 0).values().words(), 0),
            p -> change(queries(p, 0).values().words(), 7),
            p -> change(queries(p, 19).values().words(), 1),
            p -> changeLast(queries(p, 19).values().words()));

    for (Consumer<ShardProofV6> change : changes) {
      RecursionProof.V6 proof = GenuineProof.read();
      change.accept(proof.proof());
      assertFailing(proof, paths, "queries: ");
    }
    assertThat(failing(GenuineProof.read(), paths)).isEmpty();
  }

  /** Paths share their upper ends, and each is hashed once: every copy must still be right. */
  @Test
  void everySiblingOfEveryPathCounts() {
    RecursionProof.V6 proof = GenuineProof.read();
    int height = 22;
    int[] words = columns(proof.proof(), 0).paths().words();
    for (int query = 0; query < 124; query++) {
      int level = query % 3 == 0 ? height - 1 : (7 * query) % height;
      int at = (query * height + level) * 8 + query % 8;
      int genuine = words[at];
      change(words, at);
      assertFailing(proof, Set.of(), "column paths: ");
      words[at] = genuine;
    }
    assertThat(failing(proof, Set.of())).isEmpty();
  }

  private static Tampering in(String step, String what, Consumer<ShardProofV6> change) {
    return new Tampering(step, what, recursion -> change.accept(recursion.proof()));
  }

  private static void changeLast(int[] words) {
    change(words, words.length - 1);
  }

  private static void zero(int[] words) {
    Arrays.fill(words, 0, 4, 0);
  }

  private static void foldNothing(ShardProofV6 proof) {
    Arrays.fill(proof.evaluationProof().basefold().messages(), 0);
    Arrays.fill(proof.evaluationProof().basefold().finalPolynomial(), 0);
  }

  private static Sumcheck layer(ShardProofV6 proof) {
    return proof.logUpGkr().rounds().get(3).sumcheck();
  }

  private static Sumcheck inner(ShardProofV6 proof) {
    return proof.evaluationProof().jaggedEvaluation();
  }

  private static ShardProofV6.ChipOpening opening(ShardProofV6 proof) {
    return proof.logUpGkr().chipOpenings().get(CHIP);
  }

  private static int[] stacked(ShardProofV6 proof, int commitment) {
    return proof.evaluationProof().batchEvaluations().get(commitment).words();
  }

  private static MerkleOpening columns(ShardProofV6 proof, int commitment) {
    return proof.evaluationProof().basefold().components().get(commitment);
  }

  private static MerkleOpening queries(ShardProofV6 proof, int layer) {
    return proof.evaluationProof().basefold().queries().get(layer);
  }
}
