package org.hierophant.sp1.format;

import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * Verifying key of SP1 v6.
 *
 * <p><b>Shape.</b> 104 bytes: the start address in three 16-bit limbs, lowest first; x and y of the
 * initial cumulative sum, seven elements each; the commitment to the preprocessed columns, 32
 * bytes; the flag for untrusted programs. With a commitment of the wrap layer: 112 bytes.
 *
 * @param pcStart 3 elements
 * @param cumulativeSum 14 elements, x before y
 * @param preprocessedCommit 8 words, as {@code digests} says
 * @param untrustedPrograms one element, 0 or 1 in a genuine key
 */
public record VerifyingKeyV6(
    int[] pcStart,
    int[] cumulativeSum,
    int[] preprocessedCommit,
    int untrustedPrograms,
    DigestShape digests)
    implements VerifyingKey {

  static VerifyingKeyV6 read(BincodeReader in, DigestShape digests) throws FormatException {
    int p = SmallField.KOALA_BEAR.p();
    return new VerifyingKeyV6(
        in.elements(3, p, "vk.pc_start"),
        in.elements(14, p, "vk.initial_global_cumulative_sum"),
        digests.read(in, 1, p, "vk.preprocessed_commit"),
        in.element(p, "vk.enable_untrusted_programs"),
        digests);
  }

  @Override
  public Generation generation() {
    return Generation.V6;
  }

  @Override
  public KeyDigest digest() {
    if (digests != DigestShape.FIELD) {
      throw new IllegalStateException("a key of the wrap layer has no such hash");
    }
    int[] input = new int[26];
    System.arraycopy(preprocessedCommit, 0, input, 0, 8);
    System.arraycopy(pcStart, 0, input, 8, 3);
    System.arraycopy(cumulativeSum, 0, input, 11, 14);
    input[25] = untrustedPrograms;
    return KeyDigest.ofWords(Poseidon2.KOALA_BEAR.hash(input));
  }

  @Override
  public void write(BincodeWriter out) {
    out.elements(pcStart).elements(cumulativeSum);
    digests.write(out, preprocessedCommit);
    out.u32(untrustedPrograms);
  }
}
