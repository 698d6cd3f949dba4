package org.hierophant.coordinator.verification;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.VerifyingKey;

/** Proofs of the v6 Fibonacci program that SP1's own prover made; absent, the test is skipped. */
final class GenuineProofs {
  private static final Path FIXTURES =
      Path.of(System.getProperty("hierophant.root", ".."), "../shared/fixtures");

  private GenuineProofs() {}

  /** As a worker uploads it: without the byte that only saved files have. */
  static byte[] compressed() throws IOException {
    return proof("sp1-v6/fibonacci/compressed.proof.bin");
  }

  static byte[] core() throws IOException {
    return proof("sp1-v6/fibonacci/core.proof.bin");
  }

  /** Made without SP1's list of recursion keys. */
  static byte[] compressedOfV5() throws IOException {
    return proof("sp1-v5/fibonacci/compressed-dummy-root.proof.bin");
  }

  static byte[] keyOfV5() throws IOException {
    return read("sp1-v5/fibonacci/vk.bin");
  }

  private static byte[] proof(String name) throws IOException {
    byte[] saved = read(name);
    return Arrays.copyOf(saved, saved.length - 1);
  }

  static ProgramRecord program() throws IOException, FormatException {
    byte[] key = read("sp1-v6/fibonacci/vk.bin");
    ProgramRecord any = Samples.program(1);
    return new ProgramRecord(
        VkHash.of(VerifyingKey.parse(key, Generation.V6).hashBytes()),
        key,
        any.elf(),
        any.owner(),
        any.createdAt());
  }

  private static byte[] read(String name) throws IOException {
    Path file = FIXTURES.resolve(name);
    assumeTrue(Files.exists(file), () -> "the shared fixture " + file + " is absent");
    return Files.readAllBytes(file);
  }
}
