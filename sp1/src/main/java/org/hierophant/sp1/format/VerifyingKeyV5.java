package org.hierophant.sp1.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * Verifying key of SP1 v4 and v5.
 *
 * <p><b>Shape.</b> The commitment, the start address, the initial cumulative sum; then, counted,
 * the chips with preprocessed columns (name, domain of 12 bytes, dimensions of 16 bytes); then,
 * counted, the place of each chip by name, in any order, so that equal keys may differ in bytes.
 *
 * @param commit 8 words, as {@code digests} says
 * @param pcStart one element
 * @param cumulativeSum 14 elements, x before y
 * @param chips the chips with preprocessed columns, as they stand in the file
 * @param chipOrdering place by chip name, in the order of the file
 */
public record VerifyingKeyV5(
    int[] commit,
    int pcStart,
    int[] cumulativeSum,
    List<PreprocessedChip> chips,
    Map<String, Long> chipOrdering,
    DigestShape digests)
    implements VerifyingKey {
  private static final int TWO_ADICITY = SmallField.BABY_BEAR.twoAdicity();

  /**
   * The cumulative sum that stands for zero: the point every sum begins with.
   *
   * <p><b>Source.</b> {@code crates/stark/src/septic_digest.rs}, sp1 v5.0.0.
   */
  private static final int[] ZERO_SUM = {
    21185043,
    90322736,
    156256384,
    23627556,
    34171264,
    126183783,
    25645942,
    885797405,
    1130275556,
    567836311,
    52700240,
    239639200,
    442612155,
    1839439733
  };

  /**
   * A chip whose preprocessed columns the key commits to.
   *
   * @param logRows log2 of the rows of its domain, at most 27
   * @param shift of its domain
   */
  public record PreprocessedChip(String name, int logRows, int shift, int width, int height) {}

  public VerifyingKeyV5 {
    chips = List.copyOf(chips);
    chipOrdering = Collections.unmodifiableMap(new LinkedHashMap<>(chipOrdering));
  }

  /** The key without chips that sp1-sdk's mock prover puts into a compressed proof. */
  static VerifyingKeyV5 empty() {
    return new VerifyingKeyV5(
        new int[8], 0, ZERO_SUM.clone(), List.of(), Map.of(), DigestShape.FIELD);
  }

  /** The fourteen elements that stand for an empty cumulative sum, x before y; copied. */
  public static int[] zeroSum() {
    return ZERO_SUM.clone();
  }

  static VerifyingKeyV5 read(BincodeReader in, DigestShape digests) throws FormatException {
    int p = SmallField.BABY_BEAR.p();
    int[] commit = digests.read(in, 1, p, "vk.commit");
    int pcStart = in.element(p, "vk.pc_start");
    int[] sum = in.elements(14, p, "vk.initial_global_cumulative_sum");
    int n = in.count(8 + 12 + 16, "vk.chip_information");
    List<PreprocessedChip> chips = new ArrayList<>(Math.min(n, 64));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < n; i++) {
      long at = in.offset();
      PreprocessedChip chip = readChip(in, p);
      if (!names.add(chip.name())) {
        throw in.refuse(at, "vk.chip_information names " + chip.name() + " twice");
      }
      chips.add(chip);
    }
    return new VerifyingKeyV5(
        commit, pcStart, sum, chips, Names.readOrdering(in, "vk.chip_ordering"), digests);
  }

  private static PreprocessedChip readChip(BincodeReader in, int p) throws FormatException {
    return new PreprocessedChip(
        Names.read(in, "vk.chip_information name"),
        (int) in.u64AtMost(TWO_ADICITY, "vk.chip_information log_n"),
        in.element(p, "vk.chip_information shift"),
        (int) in.u64AtMost(p - 1, "vk.chip_information width"),
        (int) in.u64AtMost(p - 1, "vk.chip_information height"));
  }

  @Override
  public Generation generation() {
    return Generation.V5;
  }

  @Override
  public KeyDigest digest() {
    return digest(true);
  }

  /**
   * The hash as sp1-sdk 4.x computes it: of each chip its domain alone, and neither dimensions nor
   * name. Keys of both releases have the same layout, so that only their hashes tell them apart.
   *
   * <p><b>Source.</b> {@code HashableKey} in sp1 v4.0.0 to v4.2.1 {@code
   * crates/prover/src/types.rs}.
   *
   * @throws IllegalStateException for a key of the wrap layer, whose hash SP1 does not define
   */
  public KeyDigest digestOfV4() {
    return digest(false);
  }

  private KeyDigest digest(boolean hashesWholeChips) {
    if (digests != DigestShape.FIELD) {
      throw new IllegalStateException("a key of the wrap layer has no such hash");
    }
    IntStream.Builder input = IntStream.builder();
    IntStream.of(commit).forEach(input);
    input.add(pcStart);
    IntStream.of(cumulativeSum).forEach(input);
    for (PreprocessedChip chip : chips) {
      input
          .add(chip.logRows())
          .add(1 << chip.logRows())
          .add(chip.shift())
          .add(SmallField.BABY_BEAR.twoAdicGenerator(chip.logRows()));
      if (hashesWholeChips) {
        byte[] name = chip.name().getBytes(StandardCharsets.UTF_8);
        input.add(chip.width()).add(chip.height()).add(name.length);
        for (byte b : name) {
          input.add(Byte.toUnsignedInt(b));
        }
      }
    }
    return KeyDigest.ofWords(Poseidon2.BABY_BEAR.hash(input.build().toArray()));
  }

  @Override
  public void write(BincodeWriter out) {
    digests.write(out, commit);
    out.u32(pcStart).elements(cumulativeSum).u64(chips.size());
    for (PreprocessedChip chip : chips) {
      out.text(chip.name()).u64(chip.logRows()).u32(chip.shift());
      out.u64(chip.width()).u64(chip.height());
    }
    Names.writeOrdering(out, chipOrdering);
  }
}
