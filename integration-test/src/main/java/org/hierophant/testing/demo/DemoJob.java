package org.hierophant.testing.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.hierophant.testing.ClientProgram;
import org.hierophant.testing.sdk.SdkProfile;
import org.jspecify.annotations.Nullable;

/**
 * What the demo asks the network for.
 *
 * @param title of the program, for people
 * @param keyOrigin where its verifying key comes from, for people
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DemoJob(
    String title,
    ClientProgram program,
    String keyOrigin,
    byte[] stdin,
    ProofMode mode,
    SdkProfile sdk) {
  private static final String SAMPLE = "sha-chain";
  private static final String SMALL_SAMPLE = "fibonacci";

  /** About 290 cycles each: some seconds of work. */
  private static final int SAMPLE_ROUNDS = 1_000_000;

  /** The sample of this repository. */
  static DemoJob ofSample(Path root, ProofMode mode, Generation generation) throws UsageException {
    try {
      ClientProgram program = ClientProgram.sample(root, SAMPLE, generation);
      return new DemoJob(
          "samples/" + SAMPLE + ", %,d rounds".formatted(SAMPLE_ROUNDS),
          program,
          program.keyIsGenuine() ? "made by the real sp1-sdk" : MADE_UP,
          ClientProgram.stdin(SAMPLE_ROUNDS),
          mode,
          sdk(generation));
    } catch (IOException e) {
      throw new UsageException("the sample cannot be read: " + e.getMessage());
    }
  }

  /** A small one: a real proof of it takes some ten minutes of a laptop. */
  static DemoJob ofSmallSample(Path root, ProofMode mode) throws UsageException {
    Path sample = root.resolve("samples").resolve(SMALL_SAMPLE);
    return ofFiles(
        sample.resolve("v6.elf"),
        Optional.of(sample.resolve("stdin.bin")),
        Optional.of(sample.resolve("v6.vk")),
        mode,
        Optional.of(Generation.V6));
  }

  private static final String MADE_UP =
      "made up for this demo from the ELF's hash: only the SDK's setup makes the real one (--vk)";

  /**
   * The user's own program.
   *
   * @param stdinFile empty: the program reads nothing
   * @param vkFile empty: the key beside the ELF, {@code NAME.vk} to {@code NAME.elf}, or one made
   *     up
   * @param sdk empty: as the ELF says
   */
  static DemoJob ofFiles(
      Path elfFile,
      Optional<Path> stdinFile,
      Optional<Path> vkFile,
      ProofMode mode,
      Optional<Generation> sdk)
      throws UsageException {
    byte[] elf = read("--elf", elfFile);
    Optional<Path> keyFile = vkFile.or(() -> beside(elfFile));
    Optional<byte[]> vk = Optional.empty();
    if (keyFile.isPresent()) {
      vk = Optional.of(read("--vk", keyFile.get()));
    }
    ClientProgram program = program(elfFile, elf, keyFile, vk);
    if (sdk.isPresent() && sdk.get() != program.generation()) {
      throw new UsageException(
          "--sdk: %s is a program for SP1 %s".formatted(elfFile, number(program.generation())));
    }
    byte[] stdin =
        stdinFile.isPresent() ? read("--stdin", stdinFile.get()) : new byte[3 * Long.BYTES];
    try {
      Sp1Stdin.parse(stdin, program.generation() == Generation.V5 ? Layout.V5 : Layout.V6_1);
    } catch (FormatException e) {
      throw new UsageException(
          "--stdin: %s is no bincode SP1Stdin: %s"
              .formatted(stdinFile.orElseThrow(), e.getMessage()));
    }
    return new DemoJob(
        elfFile.toString(),
        program,
        keyFile.map(file -> "from " + file).orElse(MADE_UP),
        stdin,
        mode,
        sdk(program.generation()));
  }

  private static ClientProgram program(
      Path elfFile, byte[] elf, Optional<Path> keyFile, Optional<byte[]> vk) throws UsageException {
    try {
      return ClientProgram.of(elf, vk);
    } catch (ElfException e) {
      throw new UsageException(
          "--elf: %s is no SP1 program: %s".formatted(elfFile, e.getMessage()));
    } catch (FormatException e) {
      throw new UsageException(
          "--vk: %s is no verifying key of this program's generation: %s"
              .formatted(keyFile.orElseThrow(), e.getMessage()));
    }
  }

  private static Optional<Path> beside(Path elf) {
    @Nullable Path name = elf.getFileName();
    if (name == null || !name.toString().endsWith(".elf")) {
      return Optional.empty();
    }
    return Optional.of(elf.resolveSibling(name.toString().replaceFirst("\\.elf$", ".vk")))
        .filter(Files::isRegularFile);
  }

  private static byte[] read(String option, Path file) throws UsageException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("%s: no such file: %s".formatted(option, file));
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UsageException("%s: cannot be read: %s".formatted(option, e.getMessage()));
    }
  }

  static String number(Generation generation) {
    return switch (generation) {
      case V5 -> "5";
      case V6 -> "6";
    };
  }

  /** The dialect that programs of this generation speak unless told otherwise. */
  private static SdkProfile sdk(Generation generation) {
    return switch (generation) {
      case V5 -> SdkProfile.SDK_5_BASE;
      case V6 -> SdkProfile.SDK_6_AUCTION;
    };
  }
}
