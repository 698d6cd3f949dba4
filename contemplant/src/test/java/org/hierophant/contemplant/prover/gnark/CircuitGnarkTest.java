package org.hierophant.contemplant.prover.gnark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real wrap proof, and a script in place of gnark. */
@Timeout(120)
class CircuitGnarkTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("hierophant.root"), "../shared/fixtures/sp1-v5");
  private static final CircuitVersion VERSION = new CircuitVersion("v5.0.0");

  @TempDir Path directory;

  private final List<Integer> steps = new ArrayList<>();
  private Path scratch;
  private Path wrapped;

  @BeforeEach
  void lay() throws IOException {
    assumeTrue(Files.exists(FIXTURES), "no fixtures at " + FIXTURES);
    scratch = Files.createDirectory(directory.resolve("scratch"));
    byte[] key = Files.readAllBytes(FIXTURES.resolve("wrap_vk.bin"));
    byte[] proof = Files.readAllBytes(FIXTURES.resolve("wrapped_proof.bin"));
    wrapped =
        Files.write(
            directory.resolve("wrapped"),
            ByteBuffer.allocate(key.length + proof.length).put(key).put(proof).array());
    Path folder = Files.createDirectories(directory.resolve("circuits/groth16/v5.0.0"));
    Files.copy(FIXTURES.resolve("groth16_vk.bin"), folder.resolve("groth16_vk.bin"));
    Files.writeString(folder.resolve("groth16_pk.bin"), "pk");
    Files.writeString(folder.resolve("groth16_circuit.bin"), "circuit");
  }

  @Test
  void theWitnessOfARealWrapProofIsWhatItAlwaysWas() throws Exception {
    Path witness = scratch.resolve("witness");

    WitnessFile.write(wrapped, witness);

    assertThat(Files.size(witness)).isEqualTo(823_278);
    assertThat(Sha256.ofContent(Files.readAllBytes(witness)).hex())
        .isEqualTo("6832ca9905b145bbf99350a7add14f84315b9df92b819995bf57cf262f7c21f5");
  }

  @Test
  void theProofIsWhatGnarkWroteWithTheDigestOfTheKey() throws Exception {
    Gnark gnark = gnark("printf '\\1\\0\\0\\0proof' > \"$6\"; head -c 32 /dev/zero >> \"$6\"");

    Gnark.Result result = prove(gnark);

    assertThat(result).isEqualTo(new Gnark.Result.Made());
    byte[] proof = Files.readAllBytes(directory.resolve("proof"));
    assertThat(new String(proof, 0, 5)).isEqualTo("proof");
    assertThat(HexFormat.of().formatHex(Arrays.copyOfRange(proof, 5, proof.length)))
        .isEqualTo("a4594c59bbc142f3b81c3ecb7f50a7c34bc9af7c4c444b5d48b795427e285913");
    assertThat(steps).containsExactly(3, 4);
    assertThat(gnark.problem(ProofMode.GROTH16, VERSION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 3",
        "true",
        "printf '\\0\\0\\0\\0proof' > \"$6\"; head -c 32 /dev/zero >> \"$6\"",
        "head -c 100000 /dev/zero > \"$6\"",
      })
  void whatIsNoProofIsNotTakenForOne(String script) throws Exception {
    assertThat(prove(gnark(script))).isInstanceOf(Gnark.Result.NotMade.class);
    assertThat(directory.resolve("proof")).doesNotExist();
  }

  @Test
  void whatItPrintsIsSaid() throws Exception {
    assertThat(prove(gnark("echo 'constraint #1 is not satisfied'; exit 2")).toString())
        .contains("it ended with 2")
        .contains("constraint #1 is not satisfied");
  }

  @Test
  void whatIsNoWrapProofIsRefusedBeforeGnarkIsStarted() throws Exception {
    byte[] bytes = Files.readAllBytes(wrapped);
    Files.write(wrapped, Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(prove(gnark("exit 3"))).isInstanceOf(Gnark.Result.BadWrapProof.class);
  }

  @Test
  void anInterruptLeavesNothingRunning() throws Exception {
    Gnark gnark = gnark("echo $$ > \"" + directory + "/pid\"; exec sleep 1000");
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    prove(gnark);
                    ended.complete(new IllegalStateException("it was made"));
                  } catch (IOException | InterruptedException e) {
                    ended.complete(e);
                  }
                });
    Path pid = directory.resolve("pid");
    while (Files.notExists(pid) || Files.size(pid) == 0) {
      Thread.onSpinWait();
    }

    thread.interrupt();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    Path stat = Path.of("/proc", Files.readString(pid).strip(), "stat");
    assertThat(Files.exists(stat) && !Files.readString(stat).contains(") Z ")).isFalse();
  }

  @Test
  void aMissingFileIsSaid() throws Exception {
    assertThat(gnark("true").problem(ProofMode.PLONK, VERSION).orElseThrow())
        .contains("plonk_circuit.bin");
    Files.writeString(directory.resolve("circuits/groth16/v5.0.0/groth16_pk.bin"), "");
    assertThat(gnark("true").problem(ProofMode.GROTH16, VERSION).orElseThrow())
        .contains("groth16_pk.bin");
  }

  @Test
  void theKeyOfAnotherCircuitIsRefused() throws Exception {
    Path key = directory.resolve("circuits/groth16/v5.0.0/groth16_vk.bin");
    byte[] bytes = Files.readAllBytes(key);
    bytes[100]++;
    Files.write(key, bytes);

    assertThat(gnark("true").problem(ProofMode.GROTH16, VERSION).orElseThrow())
        .contains("groth16_vk.bin is not the key of v5.0.0");
  }

  private Gnark.Result prove(Gnark gnark) throws IOException, InterruptedException {
    return gnark.prove(ProofMode.GROTH16, wrapped, scratch, directory.resolve("proof"), steps::add);
  }

  private Gnark gnark(String script) throws IOException {
    Path program = Files.writeString(directory.resolve("gnark-cli"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new CircuitGnark(
        new CircuitFiles(directory.resolve("circuits")),
        new GnarkProgram("gnark", program, new ChildRecords(directory.resolve("children"))),
        Duration.ofMinutes(1));
  }
}
