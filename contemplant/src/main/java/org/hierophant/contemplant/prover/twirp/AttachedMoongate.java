package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.server.RunningServer;
import org.hierophant.contemplant.prover.server.ServerHost;

/**
 * A moongate that someone else runs. It is not ours to stop: what was cancelled goes on in it until
 * it is done, and after a panic it serves nobody until its owner has restarted it.
 *
 * @param endpoint e.g. {@code http://localhost:3000/twirp/}
 */
public record AttachedMoongate(URI endpoint) implements ServerHost<TwirpConnection> {
  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public RunningServer<TwirpConnection> start() {
    return new Attached(endpoint, new ChildLog(List.of()));
  }

  private record Attached(URI endpoint, ChildLog log) implements RunningServer<TwirpConnection> {
    @Override
    public TwirpConnection connect(Duration left) throws IOException, InterruptedException {
      return TwirpConnection.connect(endpoint, left);
    }

    @Override
    public boolean isAlive() {
      return true; // as far as can be seen; its answers tell when not
    }

    @Override
    public String ending() {
      return "not known";
    }

    @Override
    public void stop(Duration grace) {
      // Its owner's to do.
    }
  }
}
