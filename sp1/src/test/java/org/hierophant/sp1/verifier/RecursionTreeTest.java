package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.SampleProofs;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.hash.Poseidon2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small trees, whose sizes no genuine one has, around the key of a genuine proof. */
class RecursionTreeTest {
  private static final int DIGEST = 8;

  private final RecursionProof.V6 genuine = genuine();
  private final int[] path = genuine.leafPath();

  private static RecursionProof.V6 genuine() {
    try {
      var proof = (Sp1Proof.Compressed) ProofFromNetwork.parse(SampleProofs.compressed()).proof();
      return (RecursionProof.V6) proof.proof();
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
  }

  private RecursionProof.V6 at(long index, int height) {
    int[] shorter = Arrays.copyOf(path, height * DIGEST);
    return new RecursionProof.V6(genuine.key(), genuine.proof(), index, shorter);
  }

  /** The last level decides by the index's lowest bit: keys lie in the order of reversed bits. */
  private int[] root(int index, int height) {
    int[] node = genuine.key().digest().words();
    for (int level = 0; level < height; level++) {
      int[] sibling = Arrays.copyOfRange(path, level * DIGEST, (level + 1) * DIGEST);
      boolean right = (index >> (height - 1 - level) & 1) == 1;
      node =
          right
              ? Poseidon2.KOALA_BEAR.compress(sibling, node)
              : Poseidon2.KOALA_BEAR.compress(node, sibling);
    }
    return node;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 0", "2, 1, 1", "3, 2, 1", "3, 2, 2", "4, 2, 0", "4, 2, 3", "5, 3, 4", "8, 3, 6"
  })
  void aKeyIsFoundAtItsPlace(int keys, int height, int index) {
    RecursionTree tree = new RecursionTree(root(index, height), keys);

    assertThat(tree.holds(at(index, height))).isTrue();
    assertThat(tree.holds(at(index ^ 1, height))).isFalse();
    assertThat(tree.holds(at(index, height - 1))).isFalse();
    assertThat(tree.holds(at(index, height + 1))).isFalse();
  }

  /** What pads a tree to a power of two is no key, though a path leads from there. */
  @ParameterizedTest
  @CsvSource({"3, 2, 3", "5, 3, 5", "5, 3, 7"})
  void placesAfterTheLastKeyAreRefused(int keys, int height, int index) {
    RecursionTree tree = new RecursionTree(root(index, height), keys);

    assertThat(tree.holds(at(index, height))).isFalse();
  }

  @Test
  void aCircuitWhoseTreeIsNotKnownHasNone() {
    Circuit later = new Circuit("v6.9.0", "", "", Optional.of(BigInteger.ONE));

    assertThat(RecursionTree.of(later)).isEmpty();
    assertThat(RecursionTree.of(Circuit.of("v5.0.0").orElseThrow())).isEmpty();
    assertThat(RecursionTree.of(Circuit.of("v6.1.0").orElseThrow()))
        .hasValueSatisfying(tree -> assertThat(tree.keys()).isEqualTo(185_862));
  }
}
