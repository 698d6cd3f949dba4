package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys of gnark that are not what a circuit of SP1 has. */
class SnarkKeysTest {
  /** In a Plonk key: how many commitments there are. */
  private static final int PLONK_COMMITMENTS = 368;

  static List<Circuit> circuits() {
    return Circuit.known();
  }

  @ParameterizedTest
  @MethodSource("circuits")
  void aKeyOfGroth16IsReadToItsEnd(Circuit circuit) {
    byte[] key = circuit.key(ProofSystem.GROTH16);
    int inputs = circuit.inputCount();

    assertThat(Groth16Key.parse(key, inputs).inputs()).hasSize(inputs + 1);
    assertThatThrownBy(() -> Groth16Key.parse(Arrays.copyOf(key, key.length + 1), inputs))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 bytes after the end of the key");
    assertThatThrownBy(() -> Groth16Key.parse(key, inputs - 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("points for public inputs: %d, not %d", inputs + 1, inputs);
  }

  @ParameterizedTest
  @MethodSource("circuits")
  void aKeyOfGroth16HasNoCommitments(Circuit circuit) {
    byte[] key = circuit.key(ProofSystem.GROTH16);

    assertThatThrownBy(() -> Groth16Key.parse(with(key, key.length - 8, 1), circuit.inputCount()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("commitments to public inputs: 1, not 0");
    assertThatThrownBy(() -> Groth16Key.parse(with(key, key.length - 4, 1), circuit.inputCount()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("commitment keys: 1, not 0");
  }

  @ParameterizedTest
  @MethodSource("circuits")
  void aKeyOfPlonkIsReadToItsEnd(Circuit circuit) {
    byte[] key = circuit.key(ProofSystem.PLONK);
    int inputs = circuit.inputCount();

    assertThat(PlonkKey.parse(key, inputs).permutation()).hasSize(3);
    assertThatThrownBy(() -> PlonkKey.parse(Arrays.copyOf(key, key.length + 1), inputs))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 bytes after the end of the key");
    assertThatThrownBy(() -> PlonkKey.parse(key, inputs + 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not a key of %d public inputs", inputs + 1);
  }

  @ParameterizedTest
  @MethodSource("circuits")
  void aKeyOfPlonkHasOneCommitment(Circuit circuit) {
    byte[] key = circuit.key(ProofSystem.PLONK);

    assertThatThrownBy(() -> PlonkKey.parse(with(key, PLONK_COMMITMENTS, 2), circuit.inputCount()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("commitments: 2, not 1");
    assertThatThrownBy(() -> PlonkKey.parse(with(key, key.length - 12, 2), circuit.inputCount()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("indices of commitments: 2, not 1");
  }

  @ParameterizedTest
  @MethodSource("circuits")
  void aPointThatIsNoneMakesNoKey(Circuit circuit) {
    byte[] groth16 = with(circuit.key(ProofSystem.GROTH16), 0, 0);
    byte[] plonk = with(circuit.key(ProofSystem.PLONK), 112, 0);

    assertThatThrownBy(() -> Groth16Key.parse(groth16, circuit.inputCount()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not a Groth16 key");
    assertThatThrownBy(() -> PlonkKey.parse(plonk, circuit.inputCount()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not a Plonk key");
  }

  /** A file that somebody put in the place of SP1's. */
  @Test
  void aKeyOfAnotherHashIsNotTaken() {
    Circuit known = Circuit.of("v6.1.0").orElseThrow();
    Circuit other =
        new Circuit("v6.1.0", known.plonkKeyHash(), known.groth16KeyHash(), Optional.empty());

    assertThatThrownBy(() -> other.key(ProofSystem.GROTH16))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not the key it is named for");
    assertThatThrownBy(() -> other.key(ProofSystem.PLONK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not the key it is named for");
  }

  @Test
  void aCircuitWithoutKeysHasNone() {
    Circuit unknown = new Circuit("v7.0.0", "00", "00", Optional.empty());

    assertThatThrownBy(() -> unknown.key(ProofSystem.PLONK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no resource");
    assertThat(Circuit.of("v7.0.0")).isEmpty();
  }

  /** gnark's own form: no commitments, and the point that would show that they are known. */
  @Test
  void theRawFormOfGroth16EndsInZeros() {
    byte[] proof = new byte[256];
    Arrays.fill(proof, (byte) 7);

    byte[] raw = Groth16Proof.rawForm(proof);

    assertThat(raw).isEqualTo(Arrays.copyOf(proof, 324));
  }

  /** Each 32 bytes of the proof have a number of their own here. */
  @Test
  void theRawFormOfPlonkHasOtherOrder() {
    ByteBuffer proof = ByteBuffer.allocate(864);
    for (int word = 0; word < 27; word++) {
      for (int i = 0; i < 32; i++) {
        proof.put((byte) word);
      }
    }

    ByteBuffer raw = ByteBuffer.wrap(PlonkProof.rawForm(proof.array()));

    int[] order = {
      0, 1, 2, 3, 4, 5, 17, 18, 6, 7, 8, 9, 10, 11, 20, 21, -6, 12, 13, 14, 15, 16, 24, 22, 23, 19,
      -1, 25, 26
    };
    for (int word : order) {
      if (word < 0) {
        assertThat(raw.getInt()).isEqualTo(-word);
      } else {
        byte[] expected = new byte[32];
        Arrays.fill(expected, (byte) word);
        byte[] found = new byte[32];
        raw.get(found);
        assertThat(found).isEqualTo(expected);
      }
    }
    assertThat(raw.hasRemaining()).isFalse();
  }

  private static byte[] with(byte[] key, int at, int number) {
    byte[] changed = key.clone();
    ByteBuffer.wrap(changed).putInt(at, number);
    return changed;
  }
}
