package org.hierophant.contemplant.prover.socket;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.process.ChildProcess;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.RunningServer;
import org.hierophant.contemplant.prover.server.ServerHost;

/**
 * Runs the server as a child process.
 *
 * <p><b>Limits.</b> The path of a socket has at most {@value #MAX_SOCKET_PATH} bytes on Linux.
 */
public final class ProcessHost implements ServerHost<ServerConnection> {
  private static final int MAX_SOCKET_PATH = 107;
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

  private final ChildCommand command;
  private final Path socket;
  private final ServerVersion version;
  private final ChildRecords records;

  /**
   * @param command with the socket that the server makes
   */
  public ProcessHost(ChildCommand command, ServerVersion version, ChildRecords records) {
    this.command = command;
    this.socket = command.socket().orElseThrow();
    this.version = version;
    this.records = records;
  }

  @Override
  public Optional<String> problem() throws IOException, InterruptedException {
    Path program = Path.of(command.words().getFirst());
    if (program.getNameCount() > 1 && !Files.isExecutable(program)) {
      return Optional.of("there is no program " + program);
    }
    if (socket.toString().length() > MAX_SOCKET_PATH) {
      return Optional.of("the path of a socket cannot be as long as " + socket);
    }
    if (someoneListens()) {
      return Optional.of("another program listens at " + socket);
    }
    return wrongVersion(program);
  }

  private boolean someoneListens() {
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return true;
    } catch (IOException _) {
      return false; // nobody, as it should be
    }
  }

  private Optional<String> wrongVersion(Path program) throws IOException, InterruptedException {
    ChildLog output = new ChildLog();
    ChildProcess asked =
        ChildProcess.start(
            new ChildCommand(
                command.name() + "-version",
                List.of(program.toString(), "--version"),
                command.environment(),
                Optional.empty()),
            output,
            records);
    boolean answered;
    try {
      answered = asked.awaitGone(VERSION_LIMIT);
    } finally {
      asked.stop(Duration.ZERO);
    }
    String text = output.tail(200).strip();
    if (!answered) {
      return Optional.of(program + " --version did not end");
    }
    return asked.exitCode().equals(OptionalInt.of(0))
        ? version.problem(text).map(problem -> program + " " + problem)
        : Optional.of(
            "%s --version ended with %d: %s".formatted(program, asked.exitCode().orElse(-1), text));
  }

  @Override
  public RunningServer<ServerConnection> start() throws IOException, InterruptedException {
    Files.deleteIfExists(socket);
    return new Running(socket, ChildProcess.start(command, new ChildLog(), records));
  }

  private record Running(Path socket, ChildProcess process)
      implements RunningServer<ServerConnection> {
    @Override
    public ServerConnection connect(Duration left) throws IOException {
      return ServerConnection.connect(socket);
    }

    @Override
    public ChildLog log() {
      return process.output();
    }

    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public String ending() {
      int code = process.exitCode().orElse(0);
      return code > 128 ? "killed by signal " + (code - 128) : "exit code " + code;
    }

    @Override
    public void stop(Duration grace) {
      process.stop(grace);
    }
  }
}
