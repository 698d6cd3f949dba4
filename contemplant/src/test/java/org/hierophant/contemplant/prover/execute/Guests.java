package org.hierophant.contemplant.prover.execute;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hierophant.sp1.format.DigestShape;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.Sp1Stdin;
import org.hierophant.sp1.format.VerifyingKeyV5;

/** Programs, inputs and keys as clients upload them. */
record Guests(byte[] program, byte[] stdin, byte[] key) {
  private static final Path ROOT = Path.of(System.getProperty("hierophant.root"));

  /** One of our own samples; the key of the older machine is made up, which no test minds. */
  static Guests sample(String name, String generation) throws IOException {
    Path folder = ROOT.resolve("samples").resolve(name);
    return new Guests(
        ProgramArtifact.write(Files.readAllBytes(folder.resolve(generation + ".elf"))),
        Files.readAllBytes(folder.resolve("stdin.bin")),
        generation.equals("v5") ? anyKeyV5() : Files.readAllBytes(folder.resolve("v6.vk")));
  }

  /** Another project's program, beside the checkout; the test is skipped where it is absent. */
  static Guests fixture(String name) throws IOException {
    Path folder = ROOT.resolve("../shared/fixtures/programs").resolve(name);
    assumeThat(folder).as("fixture program " + name).exists();
    return new Guests(
        ProgramArtifact.write(Files.readAllBytes(folder.resolve("elf"))),
        Files.readAllBytes(folder.resolve("stdin.bin")),
        Files.readAllBytes(folder.resolve("vk.bin")));
  }

  static byte[] golden(String name) throws IOException {
    Path file = ROOT.resolve("../shared/fixtures").resolve(name);
    assumeThat(file).as("fixture " + name).exists();
    return Files.readAllBytes(file);
  }

  Guests withStdin(byte[] other) {
    return new Guests(program, other, key);
  }

  Guests withProgram(byte[] other) {
    return new Guests(other, stdin, key);
  }

  static byte[] stdinOf(int word) {
    byte[] item = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(word).array();
    return Sp1Stdin.of(List.of(item)).toByteArray();
  }

  private static byte[] anyKeyV5() {
    return new VerifyingKeyV5(
            new int[8], 0, VerifyingKeyV5.zeroSum(), List.of(), Map.of(), DigestShape.FIELD)
        .toByteArray();
  }
}
