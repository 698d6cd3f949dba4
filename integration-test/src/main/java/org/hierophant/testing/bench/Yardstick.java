package org.hierophant.testing.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hierophant.testing.ProgramProcess;

/** A bare server in a process of its own. It prints its port, and ends with its standard input. */
record Yardstick(ProgramProcess process, URI url) implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /**
   * Starts {@code server} with the JVM arguments of the coordinators it is compared with.
   *
   * @throws IllegalStateException if it does not print a port in time
   */
  static Yardstick start(Path directory, Class<?> server, String... arguments)
      throws IOException, InterruptedException {
    ProgramProcess process =
        ProgramProcess.start(
            server.getSimpleName() + "-" + System.nanoTime(),
            directory,
            server.getName(),
            Workbench.JVM_ARGUMENTS,
            List.of(arguments));
    process.await("printing its port", START_LIMIT, () -> port(process).isPresent());
    return new Yardstick(process, URI.create("http://127.0.0.1:" + port(process).orElseThrow()));
  }

  private static Optional<String> port(ProgramProcess process) {
    return process.output().lines().filter(line -> line.matches("[0-9]+")).findFirst();
  }

  @Override
  public void close() {
    process.close();
  }
}
