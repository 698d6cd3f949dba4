package org.hierophant.contemplant.prover.gnark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.VerifyingKeyV5;

/**
 * What gnark reads: every number of a wrap proof, in the order in which the circuit takes them.
 *
 * <p><b>Shape.</b> JSON with arrays {@code vars} of BN254's scalars, {@code felts} of BabyBear's
 * elements, {@code exts} of its extension's, and the two public inputs; all numbers are decimal
 * strings.
 *
 * <p><b>Limits.</b> A wrap proof of v5 always has {@value #VARS}, {@value #FELTS} and {@value
 * #EXTS} of them; another is refused.
 *
 * <p><b>Source.</b> {@code crates/recursion/circuit/src/witness} and {@code
 * crates/recursion/gnark-ffi/src/witness.rs} in sp1 v5.0.0.
 */
final class WitnessFile {
  private static final int VARS = 7_850;
  private static final int FELTS = 11_347;
  private static final int EXTS = 1_259;
  private static final int DIGEST_WORDS = 8;
  private static final int EXTENSION_WORDS = 4;
  private static final int KEY_VALUES = 190;
  private static final int PUBLIC_VALUES = 231;
  private static final BigInteger END = BigInteger.valueOf(999);

  private final List<BigInteger> vars = new ArrayList<>(VARS);
  private final List<Integer> felts = new ArrayList<>(FELTS);
  private final List<int[]> exts = new ArrayList<>(EXTS);

  private WitnessFile() {}

  /** What was given is not a wrap proof. */
  static final class NoWrapProofException extends Exception {
    private static final long serialVersionUID = 1L;

    NoWrapProofException(String message) {
      super(message);
    }
  }

  /**
   * Writes the witness of a wrap proof with its key.
   *
   * @throws NoWrapProofException if it is not one
   */
  static void write(Path wrapProof, Path target) throws IOException, NoWrapProofException {
    RecursionProof.V5 wrap;
    try (Arena arena = Arena.ofConfined();
        FileChannel file = FileChannel.open(wrapProof, StandardOpenOption.READ)) {
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
      BincodeReader in = new BincodeReader(bytes);
      wrap = (RecursionProof.V5) RecursionProof.read(in, Layout.V5.wrapped());
      in.end("the wrap proof");
    } catch (FormatException e) {
      throw new NoWrapProofException(String.valueOf(e.getMessage()));
    }
    try (BufferedWriter out = Files.newBufferedWriter(target)) {
      new WitnessFile().write(wrap.key(), wrap.proof(), out);
    }
  }

  private void write(VerifyingKeyV5 key, ShardProofV5 proof, Writer out)
      throws IOException, NoWrapProofException {
    if (proof.publicValues().length != PUBLIC_VALUES) {
      throw new NoWrapProofException(proof.publicValues().length + " public values");
    }
    BigInteger valuesDigest = valuesDigest(proof.publicValues());
    BigInteger keyHash = keyHash(proof.publicValues());
    digests(key.commit());
    felts.add(key.pcStart());
    felts(key.cumulativeSum());
    digests(proof.mainCommit());
    digests(proof.permutationCommit());
    digests(proof.quotientCommit());
    proof.chips().forEach(this::chip);
    fri(proof.fri());
    vars.addAll(List.of(valuesDigest, keyHash, END));
    felts(proof.publicValues());
    felts(new int[] {1, END.intValue()});
    exts.add(new int[] {END.intValue(), 0, 0, 0});
    if (vars.size() != VARS || felts.size() != FELTS || exts.size() != EXTS) {
      throw new NoWrapProofException(
          "%d, %d and %d numbers where a wrap proof has %d, %d and %d"
              .formatted(vars.size(), felts.size(), exts.size(), VARS, FELTS, EXTS));
    }
    out.write("{\"vars\":");
    strings(vars, out);
    out.write(",\"felts\":");
    strings(felts, out);
    out.write(",\"exts\":[");
    for (int i = 0; i < exts.size(); i++) {
      out.write(i == 0 ? "" : ",");
      strings(Arrays.stream(exts.get(i)).boxed().toList(), out);
    }
    out.write("],\"vkey_hash\":\"" + keyHash);
    out.write("\",\"committed_values_digest\":\"" + valuesDigest + "\"}");
  }

  private void chip(ShardProofV5.ChipValues chip) {
    exts(chip.preprocessedLocal());
    exts(chip.preprocessedNext());
    exts(chip.mainLocal());
    exts(chip.mainNext());
    exts(chip.permutationLocal());
    exts(chip.permutationNext());
    chip.quotient().forEach(this::exts);
    exts(chip.localSum());
    felts(chip.globalSum());
  }

  private void fri(ShardProofV5.Fri fri) {
    digests(fri.commitments());
    for (List<ShardProofV5.Step> query : fri.queries()) {
      for (ShardProofV5.Step step : query) {
        exts(step.sibling());
        digests(step.path());
      }
    }
    exts(fri.finalPolynomial());
    felts.add(fri.powWitness());
    for (List<ShardProofV5.Batch> batches : fri.openings()) {
      for (ShardProofV5.Batch batch : batches) {
        batch.rows().forEach(this::felts);
        digests(batch.path());
      }
    }
  }

  private void digests(int[] words) {
    for (int at = 0; at < words.length; at += DIGEST_WORDS) {
      BigInteger value = BigInteger.ZERO;
      for (int i = DIGEST_WORDS - 1; i >= 0; i--) {
        value = value.shiftLeft(32).or(BigInteger.valueOf(Integer.toUnsignedLong(words[at + i])));
      }
      vars.add(value);
    }
  }

  private void felts(int[] elements) {
    for (int element : elements) {
      felts.add(element);
    }
  }

  private void exts(int[] elements) {
    for (int at = 0; at < elements.length; at += EXTENSION_WORDS) {
      exts.add(Arrays.copyOfRange(elements, at, at + EXTENSION_WORDS));
    }
  }

  private static BigInteger keyHash(int[] values) {
    BigInteger hash = BigInteger.ZERO;
    for (int i = 0; i < DIGEST_WORDS; i++) {
      hash = hash.shiftLeft(31).add(BigInteger.valueOf(values[KEY_VALUES + i]));
    }
    return hash;
  }

  /** The top three bits are cleared, so that it is a scalar. */
  private static BigInteger valuesDigest(int[] values) {
    BigInteger digest = BigInteger.valueOf(values[0] & 0x1f);
    for (int i = 1; i < 32; i++) {
      digest = digest.shiftLeft(8).add(BigInteger.valueOf(values[i]));
    }
    return digest;
  }

  private static void strings(List<?> numbers, Writer out) throws IOException {
    out.write('[');
    for (int i = 0; i < numbers.size(); i++) {
      out.write(i == 0 ? "\"" : ",\"");
      out.write(numbers.get(i).toString());
      out.write('"');
    }
    out.write(']');
  }
}
