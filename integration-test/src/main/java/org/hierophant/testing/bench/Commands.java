package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs of the system that are run to their end.
 *
 * <p><b>Limits.</b> Each has {@link #LIMIT}.
 */
final class Commands {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Commands() {}

  /**
   * What the program printed, errors included.
   *
   * @throws IOException if it fails, or does not end in time
   */
  static String output(Path directory, String... command) throws IOException, InterruptedException {
    Path file = Files.createTempFile(directory, "output", ".txt");
    try {
      run(ProcessBuilder.Redirect.to(file.toFile()), List.of(command), file);
      return Files.readString(file, StandardCharsets.UTF_8);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Seconds from the program's start to its end; what it prints goes to {@code /dev/null}. */
  static double seconds(String... command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    run(ProcessBuilder.Redirect.to(new java.io.File("/dev/null")), List.of(command), null);
    return (System.nanoTime() - start) / 1e9;
  }

  private static void run(
      ProcessBuilder.Redirect output,
      List<String> command,
      @org.jspecify.annotations.Nullable Path shown)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(command + " did not end within " + LIMIT);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s ended with %d%s"
              .formatted(
                  command,
                  process.exitValue(),
                  shown == null ? "" : ": " + Files.readString(shown, StandardCharsets.UTF_8)));
    }
  }
}
