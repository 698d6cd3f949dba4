package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hierophant.sp1.field.BabyBear;
import org.hierophant.sp1.format.ShardProofV5.Batch;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.junit.jupiter.api.Test;

/** Against a tree that is built whole, over matrices of three heights. */
class MerklePathsTest {
  private static final int HEIGHT = 4;
  private static final int[] LOG_HEIGHTS = {2, HEIGHT, 0, HEIGHT, 2};
  private static final int[] WIDTHS = {3, 5, 1, 6, 16};
  private static final int[] INDICES = {9, 0, 15, 9, 8, 2, 14, 13};

  private final Random random = new Random(4);
  private final List<List<int[]>> matrices = new ArrayList<>();
  private final List<List<int[]>> levels = new ArrayList<>();

  MerklePathsTest() {
    for (int i = 0; i < WIDTHS.length; i++) {
      int width = WIDTHS[i];
      List<int[]> rows = new ArrayList<>();
      for (int row = 0; row < 1 << LOG_HEIGHTS[i]; row++) {
        rows.add(random.ints(width, 0, BabyBear.P).toArray());
      }
      matrices.add(rows);
    }
    for (int level = 0; level <= HEIGHT; level++) {
      levels.add(level(level));
    }
  }

  private List<int[]> level(int level) {
    List<int[]> nodes = new ArrayList<>();
    for (int i = 0; i < 1 << (HEIGHT - level); i++) {
      int[] row = row(HEIGHT - level, i);
      int[] below =
          level == 0
              ? Poseidon2.BABY_BEAR.hash(row)
              : Poseidon2.BABY_BEAR.compress(
                  levels.get(level - 1).get(2 * i), levels.get(level - 1).get(2 * i + 1));
      nodes.add(
          level == 0 || row.length == 0
              ? below
              : Poseidon2.BABY_BEAR.compress(below, Poseidon2.BABY_BEAR.hash(row)));
    }
    return nodes;
  }

  /** Of all matrices of a height, one after the other. */
  private int[] row(int logHeight, int index) {
    int[] row = {};
    for (int i = 0; i < LOG_HEIGHTS.length; i++) {
      if (LOG_HEIGHTS[i] == logHeight) {
        int[] next = matrices.get(i).get(index);
        row = Arrays.copyOf(row, row.length + next.length);
        System.arraycopy(next, 0, row, row.length - next.length, next.length);
      }
    }
    return row;
  }

  private List<Batch> openings() {
    List<Batch> openings = new ArrayList<>();
    for (int index : INDICES) {
      List<int[]> rows = new ArrayList<>();
      for (int i = 0; i < LOG_HEIGHTS.length; i++) {
        rows.add(matrices.get(i).get(index >>> (HEIGHT - LOG_HEIGHTS[i])).clone());
      }
      int[] path = new int[8 * HEIGHT];
      for (int level = 0; level < HEIGHT; level++) {
        System.arraycopy(levels.get(level).get(index >>> level ^ 1), 0, path, 8 * level, 8);
      }
      openings.add(new Batch(rows, path));
    }
    return openings;
  }

  /** Of the longest codeword, which is four times as long as this tree is wide. */
  private static int[] longIndices() {
    return Arrays.stream(INDICES).map(index -> index << 2 | index & 3).toArray();
  }

  private boolean holds(List<Batch> openings) {
    int[] roots = new int[16];
    System.arraycopy(levels.get(HEIGHT).getFirst(), 0, roots, 8, 8);
    try {
      new MerklePaths(longIndices(), 2, LOG_HEIGHTS).check(openings, roots, 8, "tree");
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
      words[i] = BabyBear.add(genuine, 1);
      assertThat(holds(openings)).isFalse();
      words[i] = genuine;
    }
  }

  @Test
  void anotherRootIsRefused() {
    levels.get(HEIGHT).getFirst()[7] ^= 1;

    assertThat(holds(openings())).isFalse();
  }

  @Test
  void openingsOfOtherQueriesAreRefused() {
    assertThat(holds(openings().reversed())).isFalse();
  }
}
