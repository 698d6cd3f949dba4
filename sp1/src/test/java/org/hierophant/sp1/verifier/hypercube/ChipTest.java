package org.hierophant.sp1.verifier.hypercube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What chips are made of once and for all, made here anew. */
class ChipTest {
  @Test
  void thePermutationSendsItsResultsAndReceivesItsInputs() {
    List<Interaction> interactions = PoseidonTable.interactions();

    assertThat(interactions).hasSize(32);
    for (int i = 0; i < 16; i++) {
      assertThat(interactions.get(i))
          .isEqualTo(Interaction.sendSingle(16 + 2 * i, 163 + i, 17 + 2 * i));
      assertThat(interactions.get(16 + i)).isEqualTo(Interaction.receiveSingle(i, i, 48));
    }
    assertThat(Chip.POSEIDON2.interactions()).isEqualTo(interactions);
  }

  @Test
  void theLowestLayerHasPlaceForAllInteractions() {
    assertThat(Chip.interactionCount()).isEqualTo(53);
    assertThat(Shape.LOG_INTERACTIONS).isEqualTo(6);
  }
}
