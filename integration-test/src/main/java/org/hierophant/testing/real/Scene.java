package org.hierophant.testing.real;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hierophant.testing.LocalNetwork;

/**
 * A network that verifies, and what else was started beside it: all of it ends with this, and when
 * a signal ends this program.
 *
 * <p><b>Thread.</b> Any; closed by whoever comes first.
 */
final class Scene implements AutoCloseable {
  private final LocalNetwork network;
  private final Thread hook = Thread.ofPlatform().name("scene").unstarted(this::end);
  private final Deque<Runnable> ends = new ArrayDeque<>();

  private Scene(LocalNetwork network) {
    this.network = network;
  }

  static Scene in(Path directory) throws IOException {
    LocalNetwork network = LocalNetwork.in(directory);
    network.verifyProofs();
    Scene scene = new Scene(network);
    Runtime.getRuntime().addShutdownHook(scene.hook);
    return scene;
  }

  LocalNetwork network() {
    return network;
  }

  /** What is to be done at the end, before the network's own. */
  synchronized void atEnd(Runnable end) {
    ends.push(end);
  }

  private synchronized void end() {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
    network.close();
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // it runs already, for a signal
    }
  }
}
