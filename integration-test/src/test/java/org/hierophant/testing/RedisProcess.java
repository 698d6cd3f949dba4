package org.hierophant.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A real Redis server on a port of its own, which forgets everything when it ends. */
final class RedisProcess implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

  private final Path directory;
  private final int port;
  private ProgramProcess process;

  private RedisProcess(Path directory, int port) throws IOException, InterruptedException {
    this.directory = directory;
    this.port = port;
    this.process = launch();
  }

  /** Skips the test where there is no Redis. */
  static RedisProcess start(Path directory) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM), "no " + PROGRAM + ": install Debian's redis-server");
    return new RedisProcess(Files.createDirectories(directory), LocalNetwork.freePort());
  }

  private ProgramProcess launch() throws IOException, InterruptedException {
    String number = Integer.toString(port);
    List<String> command =
        List.of(PROGRAM.toString(), "--port", number, "--bind", "127.0.0.1", "--save", "");
    ProgramProcess started = ProgramProcess.run("redis", directory, command, directory, Map.of());
    started.await("answering", TestNetwork.LIMIT, this::answers);
    return started;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException _) {
      return false; // not yet
    }
  }

  URI uri() {
    return URI.create("redis://127.0.0.1:" + port + "/0");
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  /** Empty. */
  void startAgain() throws IOException, InterruptedException {
    process = launch();
  }

  @Override
  public void close() {
    process.close();
  }
}
