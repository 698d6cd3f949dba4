package org.hierophant.contemplant.prover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofFileTest {
  private static final CircuitVersion VERSION = new CircuitVersion("v6.1.0");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"CORE, 0", "COMPRESSED, 1", "PLONK, 2", "GROTH16, 3"})
  void theKindIsThatOfTheProofNotTheNumberOfTheMode(ProofMode mode, int kind) throws IOException {
    Path proof = write(proof(kind, 100).putLong(6).put(text("v6.1.0")));

    assertThat(ProofFile.problem(proof, mode, VERSION)).isEmpty();
    for (ProofMode other : ProofMode.values()) {
      assertThat(ProofFile.problem(proof, other, VERSION).isEmpty()).isEqualTo(other == mode);
    }
  }

  @ParameterizedTest
  @CsvSource({"5, v6.1.0", "6, v6.0.0", "7, v6.1.00"})
  void anyOtherEndIsNoticed(long length, String version) throws IOException {
    Path proof = write(proof(0, 100).putLong(length).put(text(version)));

    assertThat(ProofFile.problem(proof, ProofMode.CORE, VERSION)).isPresent();
  }

  @Test
  void aStubIsNoProof() throws IOException {
    assertThat(ProofFile.problem(write(proof(0, 3)), ProofMode.CORE, VERSION).orElseThrow())
        .contains("only 7 bytes");
  }

  @Test
  void theExitCodeIsFoundInACompressedProof() throws IOException {
    Path proof = write(proof(1, 2_000).putInt(4 + 104 + 8 + 4 * 170, 0x1_0003));

    assertThat(ProofFile.exitCode(proof, ProofMode.COMPRESSED)).hasValue(0x1_0003);
    assertThat(ProofFile.exitCode(proof, ProofMode.CORE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "4294967295, 4294967295", "12345678901, ", "-1, ", "'', "})
  void theExitCodeIsTheThirdInputOfAWrappedProof(String written, Long expected) throws IOException {
    ByteBuffer bytes = proof(3, 0, 300);
    for (String input : new String[] {"123456789", "42", written, "77", "0"}) {
      bytes.putLong(input.length()).put(text(input));
    }
    Path proof = write(bytes);

    if (expected == null) {
      assertThat(ProofFile.exitCode(proof, ProofMode.GROTH16)).isEmpty();
    } else {
      assertThat(ProofFile.exitCode(proof, ProofMode.GROTH16)).hasValue(expected);
    }
  }

  private static ByteBuffer proof(int kind, int filler) {
    return proof(kind, filler, 100);
  }

  private static ByteBuffer proof(int kind, int filler, int room) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + filler + room).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putInt(kind).position(4 + filler);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Path write(ByteBuffer filled) throws IOException {
    byte[] bytes = new byte[filled.position()];
    filled.flip().get(bytes);
    return Files.write(directory.resolve("proof"), bytes);
  }
}
