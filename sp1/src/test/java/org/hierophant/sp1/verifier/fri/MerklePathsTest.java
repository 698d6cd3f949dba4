package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.sp1.field.SmallField.BABY_BEAR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.junit.jupiter.api.Test;

/** Against a tree that is built whole, over matrices of three heights. */
class MerklePathsTest {
  private static final int[] LOG_HEIGHTS = {2, 4, 0, 4, 2};
  private static final int[] WIDTHS = {3, 5, 1, 6, 16};
  private static final int[] INDICES = {9, 0, 15, 9, 8, 2, 14, 13};

  private final Tree tree = tree();
  private final int[] root = tree.root();

  private static Tree tree() {
    Random random = new Random(4);
    List<int[][]> matrices = new ArrayList<>();
    for (int i = 0; i < WIDTHS.length; i++) {
      int width = WIDTHS[i];
      int[][] rows = new int[1 << LOG_HEIGHTS[i]][];
      Arrays.setAll(rows, _ -> random.ints(width, 0, BABY_BEAR.p()).toArray());
      matrices.add(rows);
    }
    return new Tree(matrices);
  }

  private List<Batch> openings() {
    return Arrays.stream(INDICES).mapToObj(tree::open).toList();
  }

  private boolean holds(List<Batch> openings) {
    // Of the longest codeword, which is four times as long as this tree is wide.
    int[] indices = Arrays.stream(INDICES).map(index -> index << 2 | index & 3).toArray();
    int[] roots = new int[16];
    System.arraycopy(root, 0, roots, 8, 8);
    try {
      new MerklePaths(indices, 2, LOG_HEIGHTS).check(openings, roots, 8, "tree");
      return true;
    } catch (StarkException e) {
      assertThat(e).hasMessageStartingWith("tree: query ");
      return false;
    }
  }

  @Test
  void pathsOfTheTreeHold() {
    assertThat(holds(openings())).isTrue();
  }

  @Test
  void everyElementOfEveryRowCounts() {
    List<Batch> openings = openings();
    for (Batch opening : openings) {
      for (int[] row : opening.rows()) {
        assertEveryElementCounts(openings, row);
      }
    }
  }

  @Test
  void everyElementOfEverySiblingCounts() {
    List<Batch> openings = openings();
    for (Batch opening : openings) {
      assertEveryElementCounts(openings, opening.path());
    }
  }

  private void assertEveryElementCounts(List<Batch> openings, int[] words) {
    for (int i = 0; i < words.length; i++) {
      int genuine = words[i];
      words[i] = BABY_BEAR.add(genuine, 1);
      assertThat(holds(openings)).isFalse();
      words[i] = genuine;
    }
  }

  @Test
  void anotherRootIsRefused() {
    root[7] ^= 1;

    assertThat(holds(openings())).isFalse();
  }

  @Test
  void openingsOfOtherQueriesAreRefused() {
    assertThat(holds(openings().reversed())).isFalse();
  }
}
