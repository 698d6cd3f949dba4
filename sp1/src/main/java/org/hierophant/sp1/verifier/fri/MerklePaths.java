package org.hierophant.sp1.verifier.fri;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.StarkException;

/**
 * Checks the paths of all queries in one tree. Its leaves are rows of the tallest matrices; where
 * the tree is as wide as another matrix is tall, that one's rows are hashed in.
 *
 * <p>Paths are taken in the order of their leaves. Where a path reaches a node that the one before
 * it has passed, it must arrive with the same digest and go on with the same siblings and rows;
 * then it ends at the same root, and nothing is hashed twice.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Source.</b> {@code verify_batch} in {@code src/mmcs.rs}, p3-merkle-tree 0.2.3-succinct.
 */
final class MerklePaths {
  private static final int DIGEST = Parameters.DIGEST;

  private final int[] indices;

  /** The queries, by ascending index. */
  private final int[] order;

  /** Levels of nodes above the leaves. */
  private final int height;

  /** The matrices whose rows come in at each level, from the leaves to the root. */
  private final int[][] entering;

  private final int[] state = new int[Poseidon2.WIDTH];
  private final int[] rowState = new int[Poseidon2.WIDTH];

  /** The digests on the way of the last path, from the leaf to the root. */
  private final int[] nodes;

  /**
   * Paths in the tree of these matrices.
   *
   * @param indices of the longest codeword
   * @param shift by which they are halved for this tree
   * @param logHeights of each matrix's codewords
   */
  MerklePaths(int[] indices, int shift, int[] logHeights) {
    this.indices = Arrays.stream(indices).map(index -> index >>> shift).toArray();
    height = Arrays.stream(logHeights).max().orElseThrow();
    nodes = new int[(height + 1) * DIGEST];
    entering = new int[height + 1][];
    for (int level = 0; level <= height; level++) {
      int at = height - level;
      entering[level] =
          IntStream.range(0, logHeights.length)
              .filter(matrix -> logHeights[matrix] == at)
              .toArray();
    }
    long[] sorted = new long[indices.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (long) this.indices[i] << Integer.SIZE | i;
    }
    Arrays.sort(sorted);
    order = Arrays.stream(sorted).mapToInt(entry -> (int) entry).toArray();
  }

  /**
   * Checks openings of checked shape.
   *
   * @param openings one for each query
   */
  void check(List<Batch> openings, int[] roots, int rootAt, String what) throws StarkException {
    int previous = -1;
    for (int query : order) {
      int meeting = previous < 0 ? height + 1 : meeting(query, previous);
      climb(openings.get(query), indices[query], Math.min(meeting, height));
      boolean arrives =
          meeting > height
              ? Arrays.equals(state, 0, DIGEST, roots, rootAt, rootAt + DIGEST)
              : Arrays.equals(state, 0, DIGEST, nodes, meeting * DIGEST, (meeting + 1) * DIGEST)
                  && goesOnAlike(openings.get(query), openings.get(previous), meeting);
      StarkException.require(arrives, what + ": query " + query);
      if (meeting > height) {
        System.arraycopy(state, 0, nodes, height * DIGEST, DIGEST);
      }
      previous = query;
    }
  }

  /** The level at which two paths meet. */
  private int meeting(int query, int previous) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(indices[query] ^ indices[previous]);
  }

  /** Puts the path's node at the level into the state, and those below it into the nodes. */
  private void climb(Batch opening, int index, int level) {
    hashRows(opening.rows(), entering[0]);
    System.arraycopy(rowState, 0, state, 0, DIGEST);
    for (int i = 0; i < level; i++) {
      System.arraycopy(state, 0, nodes, i * DIGEST, DIGEST);
      compress(opening.path(), i * DIGEST, index >>> i & 1);
      if (entering[i + 1].length > 0) {
        hashRows(opening.rows(), entering[i + 1]);
        compress(rowState, 0, 0);
      }
    }
  }

  private boolean goesOnAlike(Batch opening, Batch other, int level) {
    int from = level * DIGEST;
    int to = height * DIGEST;
    if (!Arrays.equals(opening.path(), from, to, other.path(), from, to)) {
      return false;
    }
    for (int i = level + 1; i <= height; i++) {
      for (int matrix : entering[i]) {
        if (!Arrays.equals(opening.rows().get(matrix), other.rows().get(matrix))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Hashes the rows of these matrices, one after the other, as one. */
  private void hashRows(List<int[]> rows, int[] matrices) {
    Arrays.fill(rowState, 0);
    int filled = 0;
    for (int matrix : matrices) {
      for (int element : rows.get(matrix)) {
        rowState[filled++] = element;
        if (filled == Poseidon2.RATE) {
          Poseidon2.BABY_BEAR.permute(rowState);
          filled = 0;
        }
      }
    }
    if (filled > 0) {
      Poseidon2.BABY_BEAR.permute(rowState);
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
    Poseidon2.BABY_BEAR.permute(state);
  }
}
