package org.hierophant.contemplant.prover.socket;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.server.RunningServer;
import org.hierophant.contemplant.prover.server.ServerHost;

/**
 * A server that someone else runs. It is not ours to stop: what was cancelled goes on in it until
 * it is done, and its log is not seen.
 *
 * @param socket where it listens
 */
public record AttachedHost(Path socket) implements ServerHost<ServerConnection> {
  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public RunningServer<ServerConnection> start() {
    return new Attached(socket, new ChildLog());
  }

  private record Attached(Path socket, ChildLog log) implements RunningServer<ServerConnection> {
    @Override
    public ServerConnection connect(Duration left) throws IOException {
      return ServerConnection.connect(socket);
    }

    @Override
    public boolean isAlive() {
      return true; // as far as can be seen; its socket tells when not
    }

    @Override
    public String ending() {
      return "not known";
    }

    @Override
    public void stop(Duration grace) {
      // Its owner's to do; that the connection is closed is all it learns of it.
    }
  }
}
