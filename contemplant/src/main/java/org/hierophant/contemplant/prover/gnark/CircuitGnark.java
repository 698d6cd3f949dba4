package org.hierophant.contemplant.prover.gnark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;

/**
 * Makes proofs with SP1's circuit files, which are gigabytes.
 *
 * <p><b>Shape.</b> {@code <directory>/groth16/v5.0.0/groth16_vk.bin} and so on. What gnark writes
 * is a {@code u32} kind, the proof, and room for the digest of the verifying key.
 *
 * <p><b>Limits.</b> Only the verifying key's digest is known; of the others, that they are there
 * and are not empty.
 *
 * <p><b>Source.</b> {@code crates/prover/src/lib.rs} and {@code crates/recursion/gnark-ffi} in sp1
 * v5.0.0.
 *
 * @param directory with one directory for each kind of proof
 */
public record CircuitGnark(Path directory, GnarkRunner runner, Duration limit) implements Gnark {
  private static final int MAX_PROOF_BYTES = 1 << 16;
  private static final int MAX_KEY_BYTES = 1 << 20;
  private static final String VERSION = "v5.0.0";
  private static final Map<ProofMode, String> KEY_DIGESTS =
      Map.of(
          ProofMode.GROTH16, "a4594c59bbc142f3b81c3ecb7f50a7c34bc9af7c4c444b5d48b795427e285913",
          ProofMode.PLONK, "d4e8ecd2357dd882209800acd6abb443d231cf287d77ba62b732ce937c8b56e7");

  @Override
  public Optional<String> problem(ProofMode mode, CircuitVersion version) throws IOException {
    Path folder = folder(mode);
    if (!version.text().equals(VERSION)) {
      return Optional.of("gnark's circuits are those of " + VERSION);
    }
    for (String name : List.of("_circuit.bin", "_pk.bin", "_vk.bin")) {
      Path file = folder.resolve(system(mode) + name);
      if (Files.notExists(file) || Files.size(file) == 0) {
        return Optional.of("there is no " + file);
      }
    }
    return keyDigest(mode).hex().equals(KEY_DIGESTS.get(mode))
        ? runner.problem()
        : Optional.of(folder + " has another key than that of " + version);
  }

  private Path folder(ProofMode mode) {
    return directory.resolve(system(mode)).resolve(VERSION);
  }

  private static String system(ProofMode mode) {
    return mode == ProofMode.GROTH16 ? "groth16" : "plonk";
  }

  private Sha256 keyDigest(ProofMode mode) throws IOException {
    Path key = folder(mode).resolve(system(mode) + "_vk.bin");
    try (InputStream in = Files.newInputStream(key)) {
      return Sha256.ofContent(in.readNBytes(MAX_KEY_BYTES));
    }
  }

  @Override
  public Result prove(ProofMode mode, Path wrapProof, Path scratch, Path proof, IntConsumer step)
      throws IOException, InterruptedException {
    Path witness = scratch.resolve("witness.json");
    try {
      WitnessFile.write(wrapProof, witness);
    } catch (WitnessFile.NoWrapProofException e) {
      return new Result.BadWrapProof(String.valueOf(e.getMessage()));
    }
    step.accept(3);
    Path output = Files.createFile(scratch.resolve("gnark-output"));
    Optional<String> failure = runner.prove(system(mode), folder(mode), witness, output);
    if (failure.isPresent()) {
      return new Result.NotMade(failure.get());
    }
    byte[] made;
    try (InputStream in = Files.newInputStream(output)) {
      made = in.readNBytes(MAX_PROOF_BYTES + 1);
    }
    int kind = mode == ProofMode.GROTH16 ? 1 : 0;
    if (made.length < Integer.BYTES + Bytes32.LENGTH
        || made.length > MAX_PROOF_BYTES
        || ByteBuffer.wrap(made).order(ByteOrder.LITTLE_ENDIAN).getInt() != kind) {
      return new Result.NotMade("it wrote %d bytes that are no proof".formatted(made.length));
    }
    byte[] digest = keyDigest(mode).value().toBytes();
    System.arraycopy(digest, 0, made, made.length - digest.length, digest.length);
    ByteBuffer content = ByteBuffer.wrap(made, Integer.BYTES, made.length - Integer.BYTES);
    try (var file =
        Files.newByteChannel(proof, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        file.write(content);
      }
    }
    step.accept(4);
    return new Result.Made();
  }
}
