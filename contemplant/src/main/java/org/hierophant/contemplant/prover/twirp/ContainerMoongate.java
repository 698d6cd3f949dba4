package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.contemplant.prover.container.ContainerOrder;
import org.hierophant.contemplant.prover.container.Engine;
import org.hierophant.contemplant.prover.container.Ownership;
import org.hierophant.contemplant.prover.container.RunningContainer;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.server.RunningServer;
import org.hierophant.contemplant.prover.server.ServerHost;

/**
 * Runs moongate in a container. Its image is pulled before the time for its start begins.
 *
 * @param workerFile holds the worker's lasting id, by which its leftovers are known
 */
public record ContainerMoongate(Engine engine, ContainerOrder order, Path workerFile)
    implements ServerHost<TwirpConnection> {
  @Override
  public Optional<String> problem() throws IOException, InterruptedException {
    engine.clearLeftovers(ownership());
    engine.provide(order.image());
    return Optional.empty();
  }

  private Ownership ownership() throws IOException {
    return Ownership.of(workerFile, order.name());
  }

  @Override
  public RunningServer<TwirpConnection> start() throws IOException {
    ChildLog output = new ChildLog(ProcessMoongate.FATAL);
    Ownership ownership = ownership();
    return new Running(engine.start(order.of(ownership.worker()), ownership, output), output);
  }

  private record Running(RunningContainer container, ChildLog log)
      implements RunningServer<TwirpConnection> {
    @Override
    public TwirpConnection connect(Duration left) throws IOException, InterruptedException {
      return TwirpConnection.connect(
          URI.create("http://127.0.0.1:" + container.hostPort() + "/twirp/"), left);
    }

    @Override
    public boolean isAlive() {
      return container.isAlive();
    }

    @Override
    public String ending() {
      return container.ending();
    }

    @Override
    public void stop(Duration grace) {
      container.stop(); // it does not know how to end by itself
    }
  }
}
