package org.hierophant.sp1.verifier.hypercube;

import java.util.Arrays;
import org.hierophant.sp1.format.JaggedProof.MerkleOpening;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks the paths of all queries in one tree.
 *
 * <p>Paths are taken in the order of their leaves. Where a path reaches a node that the one before
 * it has passed, it must arrive with the same digest and go on with the same siblings; then it ends
 * at the same root, and nothing is hashed twice. That saves near half of all hashing.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Source.</b> {@code slop/crates/merkle-tree/src/tcs.rs}, sp1 v6.4.0.
 */
final class MerklePaths {
  private static final int DIGEST = Parameters.DIGEST;

  private final int[] indices;

  /** The queries, by ascending index. */
  private final int[] order;

  private final int[] state = new int[Poseidon2.WIDTH];

  /** The digests on the way of the last path, from the leaf to the root. */
  private final int[] nodes = new int[(Parameters.LOG_CODEWORD + 1) * DIGEST];

  /**
   * Paths of these leaves, or of their ancestors.
   *
   * @param indices of the longest codeword; below 2^31
   */
  MerklePaths(int[] indices) {
    this.indices = indices.clone();
    long[] sorted = new long[indices.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (long) indices[i] << Integer.SIZE | i;
    }
    Arrays.sort(sorted);
    order = new int[indices.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) sorted[i];
    }
  }

  /**
   * Checks an opening of checked shape.
   *
   * @param shift by which the indices are halved for this tree
   */
  void check(MerkleOpening opening, int shift, int[] commitments, int commitmentAt, String what)
      throws StarkException {
    int[] metadata = {(int) opening.logHeight(), (int) opening.width()};
    int[] committed =
        Poseidon2.KOALA_BEAR.compress(opening.root(), Poseidon2.KOALA_BEAR.hash(metadata));
    StarkException.require(
        Arrays.equals(committed, 0, DIGEST, commitments, commitmentAt, commitmentAt + DIGEST),
        what + ": another commitment");
    int previous = -1;
    for (int query : order) {
      checkPath(opening, query, previous, shift, what);
      previous = query;
    }
  }

  private void checkPath(MerkleOpening opening, int query, int previous, int shift, String what)
      throws StarkException {
    int height = (int) opening.logHeight();
    int width = (int) opening.width();
    int index = indices[query] >>> shift;
    // The level at which this path meets the one before it; above the root if there is none.
    int meeting =
        previous < 0
            ? height + 1
            : Integer.SIZE - Integer.numberOfLeadingZeros(index ^ (indices[previous] >>> shift));
    int[] paths = opening.paths().words();
    int path = query * height * DIGEST;
    hashLeaf(opening.values().words(), query * width, width);
    for (int level = 0; level < height && level < meeting; level++) {
      System.arraycopy(state, 0, nodes, level * DIGEST, DIGEST);
      compress(paths, path + level * DIGEST, (index >>> level) & 1);
    }
    int reached = Math.min(meeting, height);
    int[] expected = meeting > height ? opening.root() : nodes;
    int at = meeting > height ? 0 : reached * DIGEST;
    StarkException.require(
        Arrays.equals(state, 0, DIGEST, expected, at, at + DIGEST), what + ": query " + query);
    if (meeting > height) {
      System.arraycopy(state, 0, nodes, height * DIGEST, DIGEST);
    } else {
      int other = previous * height * DIGEST;
      StarkException.require(
          Arrays.equals(
              paths,
              path + reached * DIGEST,
              path + height * DIGEST,
              paths,
              other + reached * DIGEST,
              other + height * DIGEST),
          what + ": query " + query + " has other siblings");
    }
  }

  private void hashLeaf(int[] values, int start, int width) {
    Arrays.fill(state, 0);
    for (int i = 0; i < width; i += Poseidon2.RATE) {
      System.arraycopy(values, start + i, state, 0, Math.min(Poseidon2.RATE, width - i));
      Poseidon2.KOALA_BEAR.permute(state);
    }
  }

  /** Replaces the digest at the front of the state by its parent's. */
  private void compress(int[] siblings, int at, int side) {
    if (side == 0) {
      System.arraycopy(siblings, at, state, DIGEST, DIGEST);
    } else {
      System.arraycopy(state, 0, state, DIGEST, DIGEST);
      System.arraycopy(siblings, at, state, 0, DIGEST);
    }
    Poseidon2.KOALA_BEAR.permute(state);
  }
}
