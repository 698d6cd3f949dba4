package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.sp1.Generation;

/** The operator's own verifiers, one for each generation that has one; ended when closed. */
public final class NativeVerifiers implements AutoCloseable {
  private final Map<Generation, NativeVerifier> byGeneration = new EnumMap<>(Generation.class);

  private NativeVerifiers() {}

  /**
   * Starts nothing yet.
   *
   * @param v5 program for circuits v4 and v5
   * @param v6 program for circuits v6
   * @param directory where sockets are made; a short path, made when first needed
   * @throws IOException if one is no program; the message is one line for the operator
   */
  public static NativeVerifiers of(Optional<Path> v5, Optional<Path> v6, Path directory, Time time)
      throws IOException {
    NativeVerifiers verifiers = new NativeVerifiers();
    verifiers.add(Generation.V5, v5, directory, time);
    verifiers.add(Generation.V6, v6, directory, time);
    return verifiers;
  }

  private void add(Generation generation, Optional<Path> program, Path directory, Time time)
      throws IOException {
    if (program.isEmpty()) {
      return;
    }
    Path executable = program.get().toAbsolutePath();
    if (!Files.isExecutable(executable)) {
      throw new IOException("%s: %s is no program".formatted(key(generation), executable));
    }
    byGeneration.put(
        generation, new NativeVerifier(executable, directory.resolve(name(generation)), time));
  }

  Optional<NativeVerifier> of(Generation generation) {
    return Optional.ofNullable(byGeneration.get(generation));
  }

  /** The setting that names the program. */
  static String key(Generation generation) {
    return switch (generation) {
      case V5 -> "verification.native_v5";
      case V6 -> "verification.native_v6";
    };
  }

  private static String name(Generation generation) {
    return switch (generation) {
      case V5 -> "v5.sock";
      case V6 -> "v6.sock";
    };
  }

  @Override
  public void close() {
    byGeneration.values().forEach(NativeVerifier::close);
  }
}
