package org.hierophant.sp1.verifier;

import java.util.Arrays;
import java.util.Optional;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * The Merkle tree of the keys that programs of the recursion may have.
 *
 * <p><b>Shape.</b> A leaf is a key's digest. A leaf's index is written with the bits of its path
 * reversed.
 *
 * <p><b>Source.</b> {@code crates/verifier/vk-artifacts/verifier_vks.bin} and {@code
 * crates/verifier/src/recursion_vks.rs} in sp1 v6.0.2 and v6.4.0.
 *
 * @param root 8 words
 * @param keys how many leaves are keys, from the first on
 */
record RecursionTree(int[] root, int keys) {
  private static final int DIGEST = 8;

  /** The tree of a circuit version; empty for one that had none, or whose size is not known. */
  static Optional<RecursionTree> of(Circuit circuit) {
    int keys =
        switch (circuit.version()) {
          case "v6.0.0" -> 214_902;
          case "v6.1.0" -> 185_862;
          default -> 0;
        };
    return circuit
        .recursionRoot()
        .filter(_ -> keys > 0)
        .map(root -> new RecursionTree(KeyDigest.ofBn254(root).words(), keys));
  }

  private int height() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(keys - 1);
  }

  /** True if the path of the proof leads from its key to the root. */
  boolean holds(RecursionProof.V6 proof) {
    int[] path = proof.leafPath();
    if (path.length != height() * DIGEST || Long.compareUnsigned(proof.leafIndex(), keys) >= 0) {
      return false;
    }
    int index = Integer.reverse((int) proof.leafIndex()) >>> (Integer.SIZE - height());
    int[] node = proof.key().digest().words();
    for (int level = 0; level < height(); level++) {
      int[] sibling = Arrays.copyOfRange(path, level * DIGEST, (level + 1) * DIGEST);
      node =
          (index >>> level & 1) == 0
              ? Poseidon2.KOALA_BEAR.compress(node, sibling)
              : Poseidon2.KOALA_BEAR.compress(sibling, node);
    }
    return Arrays.equals(node, root);
  }
}
