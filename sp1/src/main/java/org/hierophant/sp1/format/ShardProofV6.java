package org.hierophant.sp1.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.sp1.field.SmallField;

/**
 * A STARK of SP1 v6 ("Hypercube"): multilinear traces over KoalaBear, LogUp-GKR, zerocheck, and one
 * opening of all columns.
 *
 * <p><b>Source.</b> sp1 v6.4.0 {@code crates/hypercube/src/verifier/proof.rs}, {@code
 * crates/hypercube/src/logup_gkr/proof.rs}.
 *
 * @param mainCommitment 8 words
 * @param openedValues by chip name, ascending
 */
public record ShardProofV6(
    int[] publicValues,
    int[] mainCommitment,
    LogUpGkr logUpGkr,
    Sumcheck zerocheck,
    Map<String, ChipValues> openedValues,
    JaggedProof evaluationProof,
    Layout layout)
    implements ShardProof {
  private static final int P = SmallField.KOALA_BEAR.p();

  /**
   * What a chip's columns evaluate to at the zerocheck's point.
   *
   * @param preprocessed flat extension elements
   * @param main flat extension elements
   * @param degree bits of the trace's height, one element each, the highest first
   */
  public record ChipValues(int[] preprocessed, int[] main, int[] degree) {}

  /** What a chip's columns evaluate to at the point of the lookup argument. */
  public record ChipOpening(Tensor main, Optional<Tensor> preprocessed) {}

  /** One layer of the lookup circuit; the four evaluations are one extension element each. */
  public record GkrRound(
      int[] numerator0,
      int[] numerator1,
      int[] denominator0,
      int[] denominator1,
      Sumcheck sumcheck) {}

  /**
   * The proof of the lookup argument.
   *
   * @param point flat extension elements
   * @param chipOpenings by chip name, ascending
   * @param powWitness of the grinding before the argument
   */
  public record LogUpGkr(
      Tensor numerator,
      Tensor denominator,
      List<GkrRound> rounds,
      int[] point,
      Map<String, ChipOpening> chipOpenings,
      int powWitness) {}

  public ShardProofV6 {
    openedValues = Collections.unmodifiableMap(new LinkedHashMap<>(openedValues));
  }

  static ShardProofV6 read(BincodeReader in, Layout layout) throws FormatException {
    return new ShardProofV6(
        Sequences.base(in, P, "public_values"),
        layout.digests().read(in, 1, P, "main_commitment"),
        readLogUpGkr(in),
        Sumcheck.read(in, P, "zerocheck_proof"),
        readAscending(in, 8 + 24, "opened_values", () -> readChip(in)),
        JaggedProof.read(in, layout),
        layout);
  }

  private static LogUpGkr readLogUpGkr(BincodeReader in) throws FormatException {
    return new LogUpGkr(
        Tensor.extension(in, P, "logup_gkr numerator"),
        Tensor.extension(in, P, "logup_gkr denominator"),
        Sequences.read(in, 64 + Sumcheck.LEAST_BYTES, "round_proofs", () -> readRound(in)),
        Sequences.extension(in, P, "logup point"),
        readAscending(in, 8 + 16 + 1, "chip_openings", () -> readOpening(in)),
        in.element(P, "logup_gkr witness"));
  }

  private static GkrRound readRound(BincodeReader in) throws FormatException {
    return new GkrRound(
        in.elements(4, P, "numerator_0"),
        in.elements(4, P, "numerator_1"),
        in.elements(4, P, "denominator_0"),
        in.elements(4, P, "denominator_1"),
        Sumcheck.read(in, P, "gkr sumcheck"));
  }

  private static ChipOpening readOpening(BincodeReader in) throws FormatException {
    Tensor main = Tensor.extension(in, P, "main opening");
    return new ChipOpening(
        main,
        in.option("preprocessed opening")
            ? Optional.of(Tensor.extension(in, P, "preprocessed opening"))
            : Optional.empty());
  }

  private static ChipValues readChip(BincodeReader in) throws FormatException {
    return new ChipValues(
        Sequences.extension(in, P, "preprocessed values"),
        Sequences.extension(in, P, "main values"),
        Sequences.base(in, P, "degree"));
  }

  /** A map as Rust's BTreeMap writes it: keys ascend, by their bytes. */
  private static <T> Map<String, T> readAscending(
      BincodeReader in, long leastBytes, String what, Sequences.Element<T> value)
      throws FormatException {
    int n = in.count(leastBytes, what);
    Map<String, T> values = new LinkedHashMap<>();
    String previous = null;
    for (int i = 0; i < n; i++) {
      long at = in.offset();
      String name = Names.read(in, what + " name");
      if (previous != null && previous.compareTo(name) >= 0) {
        throw in.refuse(at, what + " has " + name + " after " + previous);
      }
      values.put(name, value.read());
      previous = name;
    }
    return Collections.unmodifiableMap(values);
  }

  @Override
  public void write(BincodeWriter out) {
    Sequences.writeBase(out, publicValues);
    layout.digests().write(out, mainCommitment);
    writeLogUpGkr(out);
    zerocheck.write(out);
    out.u64(openedValues.size());
    openedValues.forEach(
        (name, chip) -> {
          out.text(name);
          Sequences.writeExtension(out, chip.preprocessed());
          Sequences.writeExtension(out, chip.main());
          Sequences.writeBase(out, chip.degree());
        });
    evaluationProof.write(out, layout);
  }

  private void writeLogUpGkr(BincodeWriter out) {
    logUpGkr.numerator().writeExtension(out);
    logUpGkr.denominator().writeExtension(out);
    out.u64(logUpGkr.rounds().size());
    for (GkrRound round : logUpGkr.rounds()) {
      out.elements(round.numerator0()).elements(round.numerator1());
      out.elements(round.denominator0()).elements(round.denominator1());
      round.sumcheck().write(out);
    }
    Sequences.writeExtension(out, logUpGkr.point());
    out.u64(logUpGkr.chipOpenings().size());
    logUpGkr
        .chipOpenings()
        .forEach(
            (name, opening) -> {
              out.text(name);
              opening.main().writeExtension(out);
              out.u8(opening.preprocessed().isPresent() ? 1 : 0);
              opening.preprocessed().ifPresent(tensor -> tensor.writeExtension(out));
            });
    out.u32(logUpGkr.powWitness());
  }
}
