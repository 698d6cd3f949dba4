package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.field.SmallField.KOALA_BEAR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.SampleProofs;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.VerifyingKeyV6;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.hierophant.sp1.verifier.stark.Step;

/** A proof of our own sample to tamper with: sp1's own verifier accepts it. */
final class GenuineProof {
  private GenuineProof() {}

  static byte[] bytes() {
    return SampleProofs.compressed();
  }

  /** Read anew: its arrays may be written to. */
  static RecursionProof.V6 read() {
    return parse(bytes());
  }

  static RecursionProof.V6 parse(byte[] bytes) {
    try {
      var compressed = (Sp1Proof.Compressed) ProofFromNetwork.parse(bytes).proof();
      return (RecursionProof.V6) compressed.proof();
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  /** The first step that throws, and what it says; empty if none does. */
  static Optional<String> failing(RecursionProof.V6 proof, Set<String> leftOut) {
    return failing(proof.key(), proof.proof(), leftOut);
  }

  static Optional<String> failing(VerifyingKeyV6 key, ShardProofV6 proof, Set<String> leftOut) {
    try {
      return failing(RecursionStark.of(key, proof), leftOut);
    } catch (StarkException e) {
      return Optional.of("shape: " + e.getMessage());
    }
  }

  static Optional<String> failing(RecursionStark stark, Set<String> leftOut) {
    List<Step> steps = new ArrayList<>(stark.steps());
    steps.removeIf(step -> leftOut.contains(step.name()));
    for (Step step : steps) {
      try {
        step.action().run();
      } catch (StarkException e) {
        return Optional.of(step.name() + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  static void assertFailing(RecursionProof.V6 proof, Set<String> leftOut, String start) {
    assertThat(failing(proof, leftOut))
        .hasValueSatisfying(failure -> assertThat(failure).startsWith(start));
  }

  /** Makes one word another element. */
  static void change(int[] words, int at) {
    words[at] = KOALA_BEAR.add(words[at], 1);
  }
}
