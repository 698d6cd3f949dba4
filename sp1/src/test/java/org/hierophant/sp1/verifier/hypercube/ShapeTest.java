package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hierophant.sp1.format.JaggedProof;
import org.hierophant.sp1.format.JaggedProof.Basefold;
import org.hierophant.sp1.format.JaggedProof.MerkleOpening;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.ShardProofV6.ChipOpening;
import org.hierophant.sp1.format.ShardProofV6.ChipValues;
import org.hierophant.sp1.format.ShardProofV6.GkrRound;
import org.hierophant.sp1.format.ShardProofV6.LogUpGkr;
import org.hierophant.sp1.format.Sumcheck;
import org.hierophant.sp1.format.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes that a prover chose and the machine did not. */
class ShapeTest {
  private static final String CHIP = "Select";

  record Change(String what, UnaryOperator<ShardProofV6> change) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Change> changes() {
    List<Change> all = new ArrayList<>();
    all.add(
        new Change(
            "public values", p -> withPublicValues(p, Arrays.copyOf(p.publicValues(), 186))));
    values(
        all,
        "fewer columns",
        v -> new ChipValues(v.preprocessed(), shorter(v.main(), 4), v.degree()));
    values(
        all,
        "fewer fixed",
        v -> new ChipValues(shorter(v.preprocessed(), 4), v.main(), v.degree()));
    values(
        all,
        "short height",
        v -> new ChipValues(v.preprocessed(), v.main(), Arrays.copyOfRange(v.degree(), 1, 22)));
    values(all, "no bits", v -> new ChipValues(v.preprocessed(), v.main(), carried(v.degree())));
    values(all, "too high", v -> new ChipValues(v.preprocessed(), v.main(), high(v.degree(), 1)));
    values(
        all, "other height", v -> new ChipValues(v.preprocessed(), v.main(), high(v.degree(), 0)));
    all.add(new Change("no chip", p -> withValues(p, without(p.openedValues()))));
    all.add(new Change("another chip", p -> withValues(p, renamed(p.openedValues()))));
    all.add(new Change("one chip more", p -> withValues(p, more(p.openedValues()))));
    all.add(new Change("other order", p -> withValues(p, reversed(p.openedValues()))));
    lookups(all, "one opening more", l -> openings(l, more(l.chipOpenings())));
    lookups(all, "openings in other order", l -> openings(l, reversed(l.chipOpenings())));
    all.add(
        new Change(
            "zerocheck polynomials", p -> withZerocheck(p, fewerPolynomials(p.zerocheck()))));
    all.add(
        new Change(
            "no opening",
            p -> withLookups(p, openings(p.logUpGkr(), without(p.logUpGkr().chipOpenings())))));
    opening(all, "no preprocessed", o -> new ChipOpening(o.main(), Optional.empty()));
    opening(all, "narrow opening", o -> new ChipOpening(narrow(o.main(), 4), o.preprocessed()));
    opening(
        all,
        "narrow fixed",
        o -> new ChipOpening(o.main(), o.preprocessed().map(t -> narrow(t, 4))));
    opening(all, "two dimensions", o -> new ChipOpening(flat(o.main()), o.preprocessed()));
    lookups(
        all,
        "numerators",
        l ->
            new LogUpGkr(
                halved(l.numerator()),
                l.denominator(),
                l.rounds(),
                l.point(),
                l.chipOpenings(),
                l.powWitness()));
    lookups(
        all,
        "denominators",
        l ->
            new LogUpGkr(
                l.numerator(),
                halved(l.denominator()),
                l.rounds(),
                l.point(),
                l.chipOpenings(),
                l.powWitness()));
    lookups(
        all,
        "layers",
        l ->
            new LogUpGkr(
                l.numerator(),
                l.denominator(),
                l.rounds().subList(0, 19),
                l.point(),
                l.chipOpenings(),
                l.powWitness()));
    lookups(
        all,
        "layer",
        l ->
            new LogUpGkr(
                l.numerator(),
                l.denominator(),
                lastLayer(l.rounds()),
                l.point(),
                l.chipOpenings(),
                l.powWitness()));
    lookups(
        all,
        "point",
        l ->
            new LogUpGkr(
                l.numerator(),
                l.denominator(),
                l.rounds(),
                shorter(l.point(), 4),
                l.chipOpenings(),
                l.powWitness()));
    all.add(new Change("zerocheck rounds", p -> withZerocheck(p, fewerRounds(p.zerocheck()))));
    all.add(new Change("zerocheck degree", p -> withZerocheck(p, lowerDegree(p.zerocheck()))));
    all.add(new Change("zerocheck point", p -> withZerocheck(p, shorterPoint(p.zerocheck()))));
    jagged(
        all,
        "sum rounds",
        j ->
            with(
                j,
                j.batchEvaluations(),
                fewerRounds(j.sumcheck()),
                j.jaggedEvaluation(),
                j.tables(),
                j.treeCommitments(),
                j.maxLogRows(),
                j.logM()));
    jagged(
        all,
        "inner rounds",
        j ->
            with(
                j,
                j.batchEvaluations(),
                j.sumcheck(),
                fewerRounds(j.jaggedEvaluation()),
                j.tables(),
                j.treeCommitments(),
                j.maxLogRows(),
                j.logM()));
    jagged(
        all,
        "one commitment",
        j ->
            with(
                j,
                j.batchEvaluations(),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables().subList(0, 1),
                j.treeCommitments(),
                j.maxLogRows(),
                j.logM()));
    jagged(
        all,
        "no padding",
        j ->
            with(
                j,
                j.batchEvaluations(),
                j.sumcheck(),
                j.jaggedEvaluation(),
                withoutPadding(j.tables()),
                j.treeCommitments(),
                j.maxLogRows(),
                j.logM()));
    jagged(
        all,
        "trees",
        j ->
            with(
                j,
                j.batchEvaluations(),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables(),
                shorter(j.treeCommitments(), 8),
                j.maxLogRows(),
                j.logM()));
    jagged(
        all,
        "most rows",
        j ->
            with(
                j,
                j.batchEvaluations(),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables(),
                j.treeCommitments(),
                22,
                j.logM()));
    jagged(
        all,
        "log m",
        j ->
            with(
                j,
                j.batchEvaluations(),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables(),
                j.treeCommitments(),
                j.maxLogRows(),
                30));
    jagged(
        all,
        "stacked",
        j ->
            with(
                j,
                List.of(narrow(j.batchEvaluations().get(0), 4), j.batchEvaluations().get(1)),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables(),
                j.treeCommitments(),
                j.maxLogRows(),
                j.logM()));
    jagged(
        all,
        "one stack",
        j ->
            with(
                j,
                j.batchEvaluations().subList(0, 1),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables(),
                j.treeCommitments(),
                j.maxLogRows(),
                j.logM()));
    basefold(
        all,
        "messages",
        b -> with(b, shorter(b.messages(), 8), b.friCommitments(), b.components(), b.queries()));
    basefold(
        all,
        "layers",
        b -> with(b, b.messages(), shorter(b.friCommitments(), 8), b.components(), b.queries()));
    basefold(
        all,
        "components",
        b -> with(b, b.messages(), b.friCommitments(), b.components().subList(0, 1), b.queries()));
    basefold(
        all,
        "openings",
        b -> with(b, b.messages(), b.friCommitments(), b.components(), b.queries().subList(0, 19)));
    component(
        all, "height", o -> new MerkleOpening(o.values(), o.root(), 21, o.width(), o.paths()));
    component(
        all,
        "width",
        o -> new MerkleOpening(o.values(), o.root(), o.logHeight(), o.width() + 1, o.paths()));
    component(
        all,
        "queries",
        o ->
            new MerkleOpening(
                fewerRows(o.values(), 1), o.root(), o.logHeight(), o.width(), o.paths()));
    component(
        all,
        "paths",
        o ->
            new MerkleOpening(
                o.values(), o.root(), o.logHeight(), o.width(), fewerRows(o.paths(), 8)));
    component(
        all,
        "flat",
        o -> new MerkleOpening(flat(o.values()), o.root(), o.logHeight(), o.width(), o.paths()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anotherShapeIsRefused(Change change) {
    RecursionProof.V6 genuine = GenuineProof.read();

    ShardProofV6 changed = change.change().apply(genuine.proof());

    assertThat(GenuineProof.failing(genuine.key(), changed, Set.of()))
        .hasValueSatisfying(failure -> assertThat(failure).startsWith("shape: "));
  }

  /** Not only unlike the table's: a table of that height would be refused as well. */
  @Test
  void moreRowsThanATableMayHaveAreRefused() {
    RecursionProof.V6 genuine = GenuineProof.read();

    ShardProofV6 changed =
        withValues(
            genuine.proof(),
            replaced(
                genuine.proof().openedValues(),
                v -> new ChipValues(v.preprocessed(), v.main(), high(v.degree(), 1))));

    assertThat(GenuineProof.failing(genuine.key(), changed, Set.of()))
        .contains("shape: Select has 2097153 rows, too many");
  }

  /** A full table is read: what does not fit it then is the rest of the proof. */
  @Test
  void asManyRowsAsATableMayHaveAreNotTooMany() {
    RecursionProof.V6 genuine = GenuineProof.read();

    ShardProofV6 changed =
        withValues(
            genuine.proof(),
            replaced(
                genuine.proof().openedValues(),
                v -> new ChipValues(v.preprocessed(), v.main(), high(v.degree(), 0))));

    assertThat(GenuineProof.failing(genuine.key(), changed, Set.of()))
        .hasValueSatisfying(failure -> assertThat(failure).doesNotContain("too many"));
  }

  private static void values(List<Change> all, String what, UnaryOperator<ChipValues> change) {
    all.add(new Change(what, p -> withValues(p, replaced(p.openedValues(), change))));
  }

  private static void opening(List<Change> all, String what, UnaryOperator<ChipOpening> change) {
    lookups(all, what, l -> openings(l, replaced(l.chipOpenings(), change)));
  }

  private static void lookups(List<Change> all, String what, UnaryOperator<LogUpGkr> change) {
    all.add(new Change(what, p -> withLookups(p, change.apply(p.logUpGkr()))));
  }

  private static void jagged(List<Change> all, String what, UnaryOperator<JaggedProof> change) {
    all.add(
        new Change(
            what,
            p ->
                new ShardProofV6(
                    p.publicValues(),
                    p.mainCommitment(),
                    p.logUpGkr(),
                    p.zerocheck(),
                    p.openedValues(),
                    change.apply(p.evaluationProof()),
                    p.layout())));
  }

  private static void basefold(List<Change> all, String what, UnaryOperator<Basefold> change) {
    jagged(
        all,
        what,
        j ->
            new JaggedProof(
                change.apply(j.basefold()),
                j.batchEvaluations(),
                j.sumcheck(),
                j.jaggedEvaluation(),
                j.tables(),
                j.treeCommitments(),
                j.expectedEvaluation(),
                j.maxLogRows(),
                j.logM()));
  }

  private static void component(
      List<Change> all, String what, UnaryOperator<MerkleOpening> change) {
    Function<List<MerkleOpening>, List<MerkleOpening>> last =
        openings -> {
          List<MerkleOpening> changed = new ArrayList<>(openings);
          changed.addLast(change.apply(changed.removeLast()));
          return changed;
        };
    basefold(
        all,
        "columns: " + what,
        b -> with(b, b.messages(), b.friCommitments(), last.apply(b.components()), b.queries()));
    if (!what.equals("height")) { // which is no height of the last layer
      basefold(
          all,
          "layers: " + what,
          b -> with(b, b.messages(), b.friCommitments(), b.components(), last.apply(b.queries())));
    }
  }

  private static ShardProofV6 withPublicValues(ShardProofV6 p, int[] publicValues) {
    return new ShardProofV6(
        publicValues,
        p.mainCommitment(),
        p.logUpGkr(),
        p.zerocheck(),
        p.openedValues(),
        p.evaluationProof(),
        p.layout());
  }

  private static ShardProofV6 withValues(ShardProofV6 p, Map<String, ChipValues> values) {
    return new ShardProofV6(
        p.publicValues(),
        p.mainCommitment(),
        p.logUpGkr(),
        p.zerocheck(),
        values,
        p.evaluationProof(),
        p.layout());
  }

  private static ShardProofV6 withLookups(ShardProofV6 p, LogUpGkr lookups) {
    return new ShardProofV6(
        p.publicValues(),
        p.mainCommitment(),
        lookups,
        p.zerocheck(),
        p.openedValues(),
        p.evaluationProof(),
        p.layout());
  }

  private static ShardProofV6 withZerocheck(ShardProofV6 p, Sumcheck zerocheck) {
    return new ShardProofV6(
        p.publicValues(),
        p.mainCommitment(),
        p.logUpGkr(),
        zerocheck,
        p.openedValues(),
        p.evaluationProof(),
        p.layout());
  }

  private static LogUpGkr openings(LogUpGkr l, Map<String, ChipOpening> openings) {
    return new LogUpGkr(
        l.numerator(), l.denominator(), l.rounds(), l.point(), openings, l.powWitness());
  }

  private static JaggedProof with(
      JaggedProof j,
      List<Tensor> evaluations,
      Sumcheck sumcheck,
      Sumcheck inner,
      List<List<JaggedProof.Table>> tables,
      int[] trees,
      long maxLogRows,
      long logM) {
    return new JaggedProof(
        j.basefold(),
        evaluations,
        sumcheck,
        inner,
        tables,
        trees,
        j.expectedEvaluation(),
        maxLogRows,
        logM);
  }

  private static Basefold with(
      Basefold b,
      int[] messages,
      int[] commitments,
      List<MerkleOpening> components,
      List<MerkleOpening> queries) {
    return new Basefold(
        messages,
        commitments,
        components,
        queries,
        b.finalPolynomial(),
        b.powWitness(),
        b.batchGrindingWitness());
  }

  private static <T> Map<String, T> replaced(Map<String, T> values, UnaryOperator<T> change) {
    Map<String, T> changed = new LinkedHashMap<>(values);
    changed.computeIfPresent(CHIP, (_, value) -> change.apply(value));
    return changed;
  }

  private static <T> Map<String, T> without(Map<String, T> values) {
    Map<String, T> changed = new LinkedHashMap<>(values);
    changed.remove(CHIP);
    return changed;
  }

  private static <T> Map<String, T> renamed(Map<String, T> values) {
    Map<String, T> changed = new LinkedHashMap<>(values);
    changed.put("Shadow", changed.remove(CHIP));
    return changed;
  }

  private static <T> Map<String, T> more(Map<String, T> values) {
    Map<String, T> changed = new LinkedHashMap<>(values);
    changed.put("Shadow", values.values().iterator().next());
    return changed;
  }

  private static <T> Map<String, T> reversed(Map<String, T> values) {
    return new LinkedHashMap<>(new LinkedHashMap<>(values).reversed());
  }

  private static Sumcheck fewerPolynomials(Sumcheck s) {
    return new Sumcheck(
        s.polynomials().subList(1, s.polynomials().size()),
        s.claimedSum(),
        s.point(),
        s.evaluation());
  }

  private static List<GkrRound> lastLayer(List<GkrRound> rounds) {
    List<GkrRound> changed = new ArrayList<>(rounds);
    GkrRound last = changed.removeLast();
    changed.add(
        new GkrRound(
            last.numerator0(),
            last.numerator1(),
            last.denominator0(),
            last.denominator1(),
            fewerRounds(last.sumcheck())));
    return changed;
  }

  private static List<List<JaggedProof.Table>> withoutPadding(
      List<List<JaggedProof.Table>> tables) {
    return tables.stream().map(of -> of.subList(0, of.size() - 1)).toList();
  }

  private static Sumcheck fewerRounds(Sumcheck s) {
    return new Sumcheck(
        s.polynomials().subList(1, s.polynomials().size()),
        s.claimedSum(),
        shorter(s.point(), 4),
        s.evaluation());
  }

  private static Sumcheck lowerDegree(Sumcheck s) {
    return new Sumcheck(
        s.polynomials().stream().map(p -> shorter(p, 4)).toList(),
        s.claimedSum(),
        s.point(),
        s.evaluation());
  }

  private static Sumcheck shorterPoint(Sumcheck s) {
    return new Sumcheck(s.polynomials(), s.claimedSum(), shorter(s.point(), 4), s.evaluation());
  }

  private static int[] shorter(int[] words, int less) {
    return Arrays.copyOf(words, words.length - less);
  }

  /** The same number, but one of its bits is 2. */
  private static int[] carried(int[] bits) {
    int[] changed = bits.clone();
    for (int i = 0; i < bits.length - 1; i++) {
      if (bits[i] == 1 && bits[i + 1] == 0) {
        changed[i] = 0;
        changed[i + 1] = 2;
        return changed;
      }
    }
    throw new AssertionError("no bit to carry");
  }

  /** A height of 2^21 and the given last bit. */
  private static int[] high(int[] bits, int last) {
    int[] changed = new int[bits.length];
    changed[0] = 1;
    changed[bits.length - 1] = last;
    return changed;
  }

  private static Tensor narrow(Tensor t, int words) {
    return new Tensor(shorter(t.words(), words), new int[] {t.dimensions()[0] - 1});
  }

  private static Tensor halved(Tensor t) {
    return new Tensor(
        shorter(t.words(), t.words().length / 2), new int[] {t.dimensions()[0] / 2, 1});
  }

  private static Tensor flat(Tensor t) {
    return new Tensor(
        t.words(), new int[] {Arrays.stream(t.dimensions()).reduce(1, (a, b) -> a * b), 1});
  }

  private static Tensor fewerRows(Tensor t, int words) {
    int[] dimensions = t.dimensions().clone();
    dimensions[0]--;
    return new Tensor(shorter(t.words(), dimensions[1] * words), dimensions);
  }
}
