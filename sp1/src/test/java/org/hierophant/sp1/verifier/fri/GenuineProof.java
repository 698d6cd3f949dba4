package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.hierophant.sp1.verifier.stark.Step;

/**
 * A proof to tamper with: sp1-sdk 5.2.4 made it, with recursion keys that stand for the real ones.
 */
final class GenuineProof {
  private static final String FILE = "sp1-v5/fibonacci/compressed-dummy-root.proof.bin";

  private GenuineProof() {}

  static byte[] bytes() {
    return Fixtures.readFromNetwork(FILE);
  }

  /** Read anew: its arrays may be written to. */
  static RecursionProof.V5 read() {
    return parse(bytes());
  }

  static RecursionProof.V5 parse(byte[] bytes) {
    try {
      var compressed = (Sp1Proof.Compressed) ProofFromNetwork.parse(bytes).proof();
      return (RecursionProof.V5) compressed.proof();
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  /** The first step that throws, and what it says; empty if none does. */
  static Optional<String> failing(RecursionProof.V5 proof, Set<String> leftOut) {
    return failing(Parameters.COMPRESS, proof.key(), proof.proof(), leftOut);
  }

  static Optional<String> failing(
      Parameters parameters, VerifyingKeyV5 key, ShardProofV5 proof, Set<String> leftOut) {
    List<Step> steps;
    try {
      steps = new ArrayList<>(RecursionStark.of(parameters, key, proof).steps());
    } catch (StarkException e) {
      return Optional.of("shape: " + e.getMessage());
    }
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

  static void assertFailing(RecursionProof.V5 proof, Set<String> leftOut, String start) {
    assertThat(failing(proof, leftOut))
        .hasValueSatisfying(failure -> assertThat(failure).startsWith(start));
  }

  /** Makes one word another element. */
  static void change(int[] words, int at) {
    words[at] = BABY_BEAR.add(words[at], 1);
  }
}
