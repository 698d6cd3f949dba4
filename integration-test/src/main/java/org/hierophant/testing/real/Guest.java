package org.hierophant.testing.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hierophant.sp1.Generation;

/**
 * A program, its input, and the verifying key that the SDK's setup makes of it.
 *
 * @param name for people, and part of file names
 */
record Guest(String name, Path elf, Path stdin, Path vk) {
  /** Of {@code samples/}. */
  static Guest sample(Path root, String name, Generation generation) {
    Path folder = root.resolve("samples").resolve(name);
    String stem = stem(generation);
    return new Guest(
        name,
        folder.resolve(stem + ".elf"),
        folder.resolve("stdin.bin"),
        folder.resolve(stem + ".vk"));
  }

  /** SP1's own fibonacci, among the files beside the checkout; empty where they are absent. */
  static Optional<Guest> fixture(Path root, Generation generation) {
    Path folder = fixtures(root).resolve("programs").resolve(stem(generation) + "-fibonacci");
    Guest guest =
        new Guest(
            "sp1-fibonacci",
            folder.resolve("elf"),
            folder.resolve("stdin.bin"),
            folder.resolve("vk.bin"));
    return Files.isRegularFile(guest.elf()) ? Optional.of(guest) : Optional.empty();
  }

  static Path fixtures(Path root) {
    return root.resolve("../shared/fixtures");
  }

  static String stem(Generation generation) {
    return switch (generation) {
      case V5 -> "v5";
      case V6 -> "v6";
    };
  }

  byte[] key() throws IOException {
    return Files.readAllBytes(vk);
  }
}
