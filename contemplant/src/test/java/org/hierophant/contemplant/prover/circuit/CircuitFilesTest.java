package org.hierophant.contemplant.prover.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CircuitFilesTest {
  private static final CircuitVersion OLD = new CircuitVersion("v6.0.0");
  private static final CircuitVersion NEW = new CircuitVersion("v6.1.0");

  @TempDir Path directory;

  @Test
  void everyFileAndTheMarkAreNeeded() throws IOException {
    CircuitFiles files = new CircuitFiles(directory);
    Path folder = Files.createDirectories(directory.resolve("groth16/v6.0.0"));
    for (String name :
        List.of(".complete", "groth16_circuit.bin", "groth16_pk.bin", "groth16_vk.bin")) {
      assertThat(files.problem(ProofMode.GROTH16, OLD).orElseThrow()).contains(name);
      Files.writeString(folder.resolve(name), "x");
    }

    assertThat(files.problem(ProofMode.GROTH16, OLD)).isEmpty();
    assertThat(files.problem(ProofMode.PLONK, OLD)).isPresent();
    assertThat(files.problem(ProofMode.COMPRESSED, OLD)).isEmpty();
  }

  @Test
  void theKeyOfOtherCircuitsIsNoticed() throws IOException {
    CircuitFiles files = new CircuitFiles(directory);
    Path folder = Files.createDirectories(directory.resolve("plonk/v6.1.0"));
    for (String name : List.of(".complete", "plonk_circuit.bin", "plonk_pk.bin", "plonk_vk.bin")) {
      Files.writeString(folder.resolve(name), "x");
    }

    assertThat(files.problem(ProofMode.PLONK, NEW).orElseThrow())
        .contains("plonk_vk.bin is not the key of v6.1.0");
  }
}
