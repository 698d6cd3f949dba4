package org.hierophant.sp1.format;

import java.util.List;
import org.hierophant.sp1.field.SmallField;

/**
 * The opening of all columns of a v6 STARK: tables of unequal heights laid end to end, the result
 * stacked and opened with Basefold.
 *
 * <p><b>Source.</b> sp1 v6.4.0 {@code slop/crates/{jagged,stacked,basefold,merkle-tree}/src}.
 *
 * @param tables rows and columns of each table, one list per commitment
 * @param treeCommitments flat digests, one per commitment
 * @param expectedEvaluation one extension element
 */
public record JaggedProof(
    Basefold basefold,
    List<Tensor> batchEvaluations,
    Sumcheck sumcheck,
    Sumcheck jaggedEvaluation,
    List<List<Table>> tables,
    int[] treeCommitments,
    int[] expectedEvaluation,
    long maxLogRows,
    long logM) {
  private static final int P = SmallField.KOALA_BEAR.p();

  /** Tables of one height, {@code columns} of them. */
  public record Table(long rows, long columns) {}

  /** Leaves of one Merkle tree at all queries, and their paths. */
  public record MerkleOpening(
      Tensor values, int[] root, long logHeight, long width, Tensor paths) {}

  /**
   * The proximity proof.
   *
   * @param messages flat extension elements, two per layer
   * @param friCommitments flat digests, one per layer
   * @param components one opening per commitment
   * @param queries one opening per layer
   * @param finalPolynomial one extension element
   * @param batchGrindingWitness absent in v6.0: zero then
   */
  public record Basefold(
      int[] messages,
      int[] friCommitments,
      List<MerkleOpening> components,
      List<MerkleOpening> queries,
      int[] finalPolynomial,
      int powWitness,
      int batchGrindingWitness) {}

  static JaggedProof read(BincodeReader in, Layout layout) throws FormatException {
    Basefold basefold = readBasefold(in, layout);
    List<Tensor> evaluations =
        Sequences.read(
            in, 16, "batch_evaluations", () -> Tensor.extension(in, P, "batch_evaluations"));
    return new JaggedProof(
        basefold,
        evaluations,
        Sumcheck.read(in, P, "jagged sumcheck"),
        Sumcheck.read(in, P, "jagged_eval_proof"),
        Sequences.read(
            in,
            8,
            "row_counts_and_column_counts",
            () ->
                Sequences.read(
                    in,
                    16,
                    "table counts",
                    () -> new Table(in.u64AtMost(Long.MAX_VALUE, "row count"), columns(in)))),
        Sequences.digests(in, layout.digests(), P, "merkle_tree_commitments"),
        in.elements(4, P, "expected_eval"),
        in.u64AtMost(Integer.MAX_VALUE, "max_log_row_count"),
        in.u64AtMost(Integer.MAX_VALUE, "log_m"));
  }

  private static long columns(BincodeReader in) throws FormatException {
    return in.u64AtMost(Long.MAX_VALUE, "column count");
  }

  private static Basefold readBasefold(BincodeReader in, Layout layout) throws FormatException {
    DigestShape digests = layout.digests();
    return new Basefold(
        in.elements(8 * in.count(32, "univariate_messages"), P, "univariate_messages"),
        Sequences.digests(in, digests, P, "fri_commitments"),
        Sequences.read(in, 64, "component openings", () -> readOpening(in, digests)),
        Sequences.read(in, 64, "query openings", () -> readOpening(in, digests)),
        in.elements(4, P, "final_poly"),
        in.element(P, "pow_witness"),
        layout.batchGrinding() ? in.element(P, "batch_grinding_witness") : 0);
  }

  private static MerkleOpening readOpening(BincodeReader in, DigestShape digests)
      throws FormatException {
    return new MerkleOpening(
        Tensor.base(in, P, "opened values"),
        digests.read(in, 1, P, "merkle_root"),
        in.u64AtMost(63, "log_tensor_height"),
        in.u64AtMost(Integer.MAX_VALUE, "width"),
        Tensor.digests(in, digests, P, "paths"));
  }

  void write(BincodeWriter out, Layout layout) {
    DigestShape digests = layout.digests();
    out.u64(basefold.messages().length / 8).elements(basefold.messages());
    Sequences.writeDigests(out, digests, basefold.friCommitments());
    writeOpenings(out, digests, basefold.components());
    writeOpenings(out, digests, basefold.queries());
    out.elements(basefold.finalPolynomial()).u32(basefold.powWitness());
    if (layout.batchGrinding()) {
      out.u32(basefold.batchGrindingWitness());
    }
    out.u64(batchEvaluations.size());
    batchEvaluations.forEach(evaluations -> evaluations.writeExtension(out));
    sumcheck.write(out);
    jaggedEvaluation.write(out);
    out.u64(tables.size());
    for (List<Table> round : tables) {
      out.u64(round.size());
      round.forEach(table -> out.u64(table.rows()).u64(table.columns()));
    }
    Sequences.writeDigests(out, digests, treeCommitments);
    out.elements(expectedEvaluation).u64(maxLogRows).u64(logM);
  }

  private static void writeOpenings(
      BincodeWriter out, DigestShape digests, List<MerkleOpening> openings) {
    out.u64(openings.size());
    for (MerkleOpening opening : openings) {
      opening.values().writeBase(out);
      digests.write(out, opening.root());
      out.u64(opening.logHeight()).u64(opening.width());
      opening.paths().writeDigests(out, digests);
    }
  }
}
