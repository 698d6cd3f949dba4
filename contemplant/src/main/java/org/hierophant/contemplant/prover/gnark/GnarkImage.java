package org.hierophant.contemplant.prover.gnark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.container.ContainerOrder;
import org.hierophant.contemplant.prover.container.ContainerOrder.Mount;
import org.hierophant.contemplant.prover.container.Engine;
import org.hierophant.contemplant.prover.container.EngineException;
import org.hierophant.contemplant.prover.container.Ownership;
import org.hierophant.contemplant.prover.container.RunningContainer;
import org.hierophant.contemplant.prover.process.ChildLog;

/**
 * gnark in its image. What is mounted must be where the engine sees it: not so if this worker is
 * itself in a container with the engine's socket and without a common directory.
 *
 * @param name of the container
 * @param workerFile holds the worker's lasting id
 */
public record GnarkImage(Engine engine, String image, String name, Path workerFile)
    implements GnarkRunner {
  private static final Duration LOOK = Duration.ofHours(1);
  private static final int SAID_BYTES = 4_000;

  @Override
  public Optional<String> problem() {
    try {
      engine.ping();
      return Optional.empty();
    } catch (EngineException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<String> prove(String system, Path circuit, Path witness, Path output)
      throws IOException, InterruptedException {
    ChildLog log = new ChildLog(List.of());
    Ownership ownership = Ownership.of(workerFile, name);
    RunningContainer container;
    try {
      engine.clearLeftovers(ownership);
      engine.provide(image);
      container =
          engine.start(
              order(system, circuit, witness, output).of(ownership.worker()), ownership, log);
    } catch (EngineException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    try {
      while (!container.awaitGone(LOOK)) {
        continue; // whoever waits for us knows how long
      }
    } finally {
      container.stop();
    }
    return container.exitCode().equals(OptionalLong.of(0))
        ? Optional.empty()
        : Optional.of("it ended, %s: %s".formatted(container.ending(), log.tail(SAID_BYTES)));
  }

  private ContainerOrder order(String system, Path circuit, Path witness, Path output) {
    return new ContainerOrder(
        name,
        image,
        List.of("prove", "--system", system, "/circuit", "/witness", "/output"),
        Map.of(),
        OptionalInt.empty(),
        List.of(),
        0,
        List.of(
            new Mount(circuit, "/circuit", false),
            new Mount(witness, "/witness", false),
            new Mount(output, "/output", true)));
  }
}
