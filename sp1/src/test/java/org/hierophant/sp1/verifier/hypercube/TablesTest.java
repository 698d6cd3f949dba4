package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.hierophant.sp1.format.JaggedProof.Table;
import org.hierophant.sp1.verifier.stark.StarkException;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final int STACKING_HEIGHT = 1 << 20;

  @Test
  void columnsFollowEachOtherAndArePaddedPerCommitment() throws StarkException {
    Tables tables = Tables.of(heights(16));

    assertThat(tables.columns()).isEqualTo(102 + 1 + 224 + 1);
    assertThat(tables.columnStarts()).startsWith(0, 16, 32);
    assertThat(tables.columnStarts()[102]).isEqualTo(16 * 102);
    assertThat(tables.columnStarts()[103]).isEqualTo(STACKING_HEIGHT);
    assertThat(tables.columnStarts()[104]).isEqualTo(STACKING_HEIGHT + 16);
    assertThat(tables.columnStarts()[328]).isEqualTo(2 * STACKING_HEIGHT);
    assertThat(tables.stackedColumns()).containsExactly(1, 1);
    assertThat(tables.logArea()).isEqualTo(21);
    assertThat(tables.perCommitment().getFirst())
        .hasSize(10)
        .startsWith(new Table(16, 8))
        .endsWith(new Table(1 << 21, 0), new Table(STACKING_HEIGHT - 16 * 102, 1));
  }

  @Test
  void fullColumnsNeedNoPadding() throws StarkException {
    Tables tables = Tables.of(heights(STACKING_HEIGHT));

    assertThat(tables.perCommitment().getLast()).endsWith(new Table(0, 1));
    assertThat(tables.stackedColumns()).containsExactly(102, 224);
  }

  @Test
  void noRowsAtAllAreRefused() {
    assertThatThrownBy(() -> Tables.of(heights(0)))
        .isInstanceOf(StarkException.class)
        .hasMessage("tables of no cells");
  }

  @Test
  void moreThanTheFieldCountsIsRefused() {
    assertThatThrownBy(() -> Tables.of(heights(1 << 21)))
        .isInstanceOf(StarkException.class)
        .hasMessage("tables are too large");
  }

  private static int[] heights(int rows) {
    int[] heights = new int[Chip.ALL.size()];
    Arrays.fill(heights, rows);
    return heights;
  }
}
