package org.hierophant.sp1.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hierophant.sp1.field.SmallField;

/**
 * A STARK of SP1 v4 and v5: AIRs over BabyBear, opened with FRI.
 *
 * <p><b>Source.</b> sp1 v5.0.0 {@code crates/stark/src/types.rs}; p3-fri and p3-merkle-tree
 * 0.2.3-succinct.
 *
 * @param mainCommit 8 words
 * @param permutationCommit 8 words
 * @param quotientCommit 8 words
 * @param chips opened values of each chip
 * @param chipOrdering place in {@code chips} by name, in the order of the file
 */
public record ShardProofV5(
    int[] mainCommit,
    int[] permutationCommit,
    int[] quotientCommit,
    List<ChipValues> chips,
    Fri fri,
    Map<String, Long> chipOrdering,
    int[] publicValues,
    DigestShape digests)
    implements ShardProof {
  private static final int P = SmallField.BABY_BEAR.p();

  /**
   * What a chip's columns evaluate to at the two points; every array is flat extension elements.
   *
   * @param globalSum 14 base elements, x before y
   * @param localSum one extension element
   */
  public record ChipValues(
      int[] preprocessedLocal,
      int[] preprocessedNext,
      int[] mainLocal,
      int[] mainNext,
      int[] permutationLocal,
      int[] permutationNext,
      List<int[]> quotient,
      int[] globalSum,
      int[] localSum,
      long logDegree) {}

  /** One step down a FRI query: the sibling's value and the path of the pair. */
  public record Step(int[] sibling, int[] path) {}

  /** Rows of the matrices of one commitment at one query, and their path. */
  public record Batch(List<int[]> rows, int[] path) {}

  /**
   * The opening proof.
   *
   * @param commitments flat digests, one per folding
   * @param queries the foldings of each query
   * @param finalPolynomial one extension element
   * @param openings the batches of each query
   */
  public record Fri(
      int[] commitments,
      List<List<Step>> queries,
      int[] finalPolynomial,
      int powWitness,
      List<List<Batch>> openings) {}

  public ShardProofV5 {
    chips = List.copyOf(chips);
    chipOrdering = Collections.unmodifiableMap(new LinkedHashMap<>(chipOrdering));
  }

  static ShardProofV5 read(BincodeReader in, DigestShape digests) throws FormatException {
    return new ShardProofV5(
        digests.read(in, 1, P, "main_commit"),
        digests.read(in, 1, P, "permutation_commit"),
        digests.read(in, 1, P, "quotient_commit"),
        Sequences.read(in, 7 * 8 + 56 + 16 + 8, "opened_values.chips", () -> readChip(in)),
        readFri(in, digests),
        Names.readOrdering(in, "chip_ordering"),
        Sequences.base(in, P, "public_values"),
        digests);
  }

  private static ChipValues readChip(BincodeReader in) throws FormatException {
    return new ChipValues(
        Sequences.extension(in, P, "preprocessed.local"),
        Sequences.extension(in, P, "preprocessed.next"),
        Sequences.extension(in, P, "main.local"),
        Sequences.extension(in, P, "main.next"),
        Sequences.extension(in, P, "permutation.local"),
        Sequences.extension(in, P, "permutation.next"),
        Sequences.read(in, 8, "quotient", () -> Sequences.extension(in, P, "quotient chunk")),
        in.elements(14, P, "global_cumulative_sum"),
        in.elements(4, P, "local_cumulative_sum"),
        in.u64AtMost(63, "log_degree"));
  }

  private static Fri readFri(BincodeReader in, DigestShape digests) throws FormatException {
    return new Fri(
        Sequences.digests(in, digests, P, "commit_phase_commits"),
        Sequences.read(
            in,
            8,
            "query_proofs",
            () -> Sequences.read(in, 24, "query proof", () -> readStep(in, digests))),
        in.elements(4, P, "final_poly"),
        in.element(P, "pow_witness"),
        Sequences.read(
            in,
            8,
            "query_openings",
            () -> Sequences.read(in, 16, "query opening", () -> readBatch(in, digests))));
  }

  private static Step readStep(BincodeReader in, DigestShape digests) throws FormatException {
    return new Step(
        in.elements(4, P, "sibling_value"), Sequences.digests(in, digests, P, "opening_proof"));
  }

  private static Batch readBatch(BincodeReader in, DigestShape digests) throws FormatException {
    return new Batch(
        Sequences.read(in, 8, "opened_values", () -> Sequences.base(in, P, "opened row")),
        Sequences.digests(in, digests, P, "opening_proof"));
  }

  @Override
  public void write(BincodeWriter out) {
    digests.write(out, mainCommit);
    digests.write(out, permutationCommit);
    digests.write(out, quotientCommit);
    out.u64(chips.size());
    chips.forEach(chip -> writeChip(out, chip));
    writeFri(out);
    Names.writeOrdering(out, chipOrdering);
    Sequences.writeBase(out, publicValues);
  }

  private static void writeChip(BincodeWriter out, ChipValues chip) {
    Sequences.writeExtension(out, chip.preprocessedLocal());
    Sequences.writeExtension(out, chip.preprocessedNext());
    Sequences.writeExtension(out, chip.mainLocal());
    Sequences.writeExtension(out, chip.mainNext());
    Sequences.writeExtension(out, chip.permutationLocal());
    Sequences.writeExtension(out, chip.permutationNext());
    out.u64(chip.quotient().size());
    chip.quotient().forEach(chunk -> Sequences.writeExtension(out, chunk));
    out.elements(chip.globalSum()).elements(chip.localSum()).u64(chip.logDegree());
  }

  private void writeFri(BincodeWriter out) {
    Sequences.writeDigests(out, digests, fri.commitments());
    out.u64(fri.queries().size());
    for (List<Step> query : fri.queries()) {
      out.u64(query.size());
      for (Step step : query) {
        out.elements(step.sibling());
        Sequences.writeDigests(out, digests, step.path());
      }
    }
    out.elements(fri.finalPolynomial()).u32(fri.powWitness()).u64(fri.openings().size());
    for (List<Batch> batches : fri.openings()) {
      out.u64(batches.size());
      for (Batch batch : batches) {
        out.u64(batch.rows().size());
        batch.rows().forEach(row -> Sequences.writeBase(out, row));
        Sequences.writeDigests(out, digests, batch.path());
      }
    }
  }
}
