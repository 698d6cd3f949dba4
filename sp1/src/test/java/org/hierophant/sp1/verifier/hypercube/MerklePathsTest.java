package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.verifier.hypercube.GenuineProof.change;

import java.util.Random;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.format.JaggedProof.MerkleOpening;
import org.hierophant.sp1.format.Tensor;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerklePathsTest {
  private static final int HEIGHT = 4;
  private static final int WIDTH = 11;
  private static final int DIGEST = 8;

  /** Some leaves twice, and not in order. */
  private static final int[] INDICES = {9, 3, 3, 0, 15, 2, 9, 14, 8};

  private final Random random = new Random(6);
  private final int[] rows = random.ints(WIDTH << HEIGHT, 0, SmallField.KOALA_BEAR.p()).toArray();
  private final int[][] nodes = new int[2 << HEIGHT][];

  /** Heap order: the root is 1, the leaves come last. */
  private MerkleOpening open(int shift) {
    for (int leaf = 0; leaf < 1 << HEIGHT; leaf++) {
      nodes[(1 << HEIGHT) + leaf] = Poseidon2.KOALA_BEAR.hash(rows, leaf * WIDTH, WIDTH);
    }
    for (int node = (1 << HEIGHT) - 1; node >= 1; node--) {
      nodes[node] = Poseidon2.KOALA_BEAR.compress(nodes[2 * node], nodes[2 * node + 1]);
    }
    int[] values = new int[INDICES.length * WIDTH];
    int[] paths = new int[INDICES.length * HEIGHT * DIGEST];
    for (int query = 0; query < INDICES.length; query++) {
      int leaf = INDICES[query] >>> shift;
      System.arraycopy(rows, leaf * WIDTH, values, query * WIDTH, WIDTH);
      for (int level = 0; level < HEIGHT; level++) {
        int[] sibling = nodes[((1 << HEIGHT) + leaf >>> level) ^ 1];
        System.arraycopy(sibling, 0, paths, (query * HEIGHT + level) * DIGEST, DIGEST);
      }
    }
    return new MerkleOpening(
        new Tensor(values, new int[] {INDICES.length, WIDTH}),
        nodes[1].clone(),
        HEIGHT,
        WIDTH,
        new Tensor(paths, new int[] {INDICES.length, HEIGHT}));
  }

  private static int[] commitment(int[] root, int height, int width) {
    return Poseidon2.KOALA_BEAR.compress(
        root, Poseidon2.KOALA_BEAR.hash(new int[] {height, width}));
  }

  private static boolean holds(MerkleOpening opening, int shift, int[] commitment) {
    try {
      new MerklePaths(INDICES).check(opening, shift, commitment, 0, "tree");
      return true;
    } catch (StarkException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void genuinePathsHoldAndEveryWordCounts(int shift) {
    MerkleOpening opening = open(shift);
    int[] commitment = commitment(opening.root(), HEIGHT, WIDTH);

    assertThat(holds(opening, shift, commitment)).isTrue();
    assertEveryWordCounts(opening, shift, commitment, opening.values().words());
    assertEveryWordCounts(opening, shift, commitment, opening.paths().words());
    assertEveryWordCounts(opening, shift, commitment, opening.root());
    assertEveryWordCounts(opening, shift, commitment, commitment);
  }

  /** The same paths under a commitment to a table of another size. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void theSizeIsCommittedTo(int difference) {
    MerkleOpening opening = open(0);

    assertThat(holds(opening, 0, commitment(opening.root(), HEIGHT + difference, WIDTH))).isFalse();
    assertThat(holds(opening, 0, commitment(opening.root(), HEIGHT, WIDTH + difference))).isFalse();
    assertThat(holds(opening, 0, opening.root())).isFalse();
  }

  private static void assertEveryWordCounts(
      MerkleOpening opening, int shift, int[] commitment, int[] words) {
    for (int i = 0; i < words.length; i++) {
      int genuine = words[i];
      change(words, i);
      assertThat(holds(opening, shift, commitment)).as("word " + i).isFalse();
      words[i] = genuine;
    }
    assertThat(holds(opening, shift, commitment)).isTrue();
  }
}
