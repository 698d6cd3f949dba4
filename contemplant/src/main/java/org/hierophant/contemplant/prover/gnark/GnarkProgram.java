package org.hierophant.contemplant.prover.gnark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.process.ChildProcess;
import org.hierophant.contemplant.prover.process.ChildRecords;

/**
 * gnark's program as a child process, as it is in its image at {@code /gnark-cli}.
 *
 * @param name for its record
 */
public record GnarkProgram(String name, Path program, ChildRecords records) implements GnarkRunner {
  private static final Duration LOOK = Duration.ofHours(1);
  private static final int SAID_BYTES = 4_000;

  @Override
  public Optional<String> problem() {
    return Files.isExecutable(program)
        ? Optional.empty()
        : Optional.of("there is no program " + program);
  }

  @Override
  public Optional<String> prove(String system, Path circuit, Path witness, Path output)
      throws IOException, InterruptedException {
    ChildLog log = new ChildLog(List.of());
    ChildProcess child =
        ChildProcess.start(
            new ChildCommand(
                name,
                List.of(
                    program.toString(),
                    "prove",
                    "--system",
                    system,
                    circuit.toString(),
                    witness.toString(),
                    output.toString()),
                Map.of(),
                Optional.empty()),
            log,
            records);
    try {
      while (!child.awaitGone(LOOK)) {
        continue; // whoever waits for us knows how long
      }
    } finally {
      child.stop(Duration.ZERO);
    }
    return child.exitCode().equals(OptionalInt.of(0))
        ? Optional.empty()
        : Optional.of(
            "it ended with %d: %s".formatted(child.exitCode().orElse(-1), log.tail(SAID_BYTES)));
  }
}
