package org.hierophant.sp1.verifier.fri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What chips are made of once and for all, made here anew. */
class ChipTest {
  @Test
  void thePermutationSendsItsInputsMinusOnceAndItsResults() {
    List<Interaction> interactions = PoseidonTable.interactions();

    assertThat(interactions).hasSize(32);
    for (int i = 0; i < 16; i++) {
      assertThat(interactions.get(i)).isEqualTo(Interaction.sendSingle(i, i, 48));
      assertThat(interactions.get(16 + i))
          .isEqualTo(Interaction.sendSingle(16 + 2 * i, 156 + i, 17 + 2 * i));
    }
    assertThat(Chip.POSEIDON2.interactions()).isEqualTo(interactions);
  }

  @Test
  void copiesSendBeforeAnyReceives() {
    List<Interaction> ordered =
        Interaction.ofCopies(
            2,
            copy ->
                List.of(
                    Interaction.receiveSingle(10 + copy, copy, 3),
                    Interaction.sendSingle(20 + copy, copy, 4),
                    Interaction.receiveBlock(30 + copy, copy, 5)));

    assertThat(ordered)
        .containsExactly(
            Interaction.sendSingle(20, 0, 4),
            Interaction.sendSingle(21, 1, 4),
            Interaction.receiveSingle(10, 0, 3),
            Interaction.receiveBlock(30, 0, 5),
            Interaction.receiveSingle(11, 1, 3),
            Interaction.receiveBlock(31, 1, 5));
  }
}
