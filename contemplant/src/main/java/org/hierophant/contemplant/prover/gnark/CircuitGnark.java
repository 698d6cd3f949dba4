package org.hierophant.contemplant.prover.gnark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;

/**
 * Makes proofs with SP1's circuit files, which are gigabytes.
 *
 * <p><b>Shape.</b> What gnark writes is a {@code u32} kind, the proof, and room for the digest of
 * the verifying key.
 *
 * <p><b>Source.</b> {@code crates/prover/src/lib.rs} and {@code crates/recursion/gnark-ffi} in sp1
 * v5.0.0.
 */
public record CircuitGnark(CircuitFiles files, GnarkRunner runner, Duration limit)
    implements Gnark {
  private static final int MAX_PROOF_BYTES = 1 << 16;
  private static final CircuitVersion VERSION = new CircuitVersion("v5.0.0");

  @Override
  public Optional<String> problem(ProofMode mode, CircuitVersion version) throws IOException {
    if (!version.equals(VERSION)) {
      return Optional.of("gnark's circuits are those of " + VERSION);
    }
    Optional<String> problem = files.problem(mode, version);
    return problem.isPresent() ? problem : runner.problem();
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
    Optional<String> failure =
        runner.prove(CircuitFiles.system(mode), files.folder(mode, VERSION), witness, output);
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
    byte[] digest = files.keyDigest(mode, VERSION).value().toBytes();
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
