package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.process.ChildProcess;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.RunningServer;
import org.hierophant.contemplant.prover.server.ServerHost;

/**
 * Runs moongate's program as a child process, where it has been taken out of its image.
 *
 * @param endpoint where it listens: the port is its own choice, always 3000
 */
public record ProcessMoongate(ChildCommand command, URI endpoint, ChildRecords records)
    implements ServerHost<TwirpConnection> {
  /** It prints this of a panic, whose answer may get lost. */
  static final List<String> FATAL = List.of("panic: ");

  @Override
  public Optional<String> problem() {
    Path program = Path.of(command.words().getFirst());
    return program.getNameCount() > 1 && !Files.isExecutable(program)
        ? Optional.of("there is no program " + program)
        : Optional.empty();
  }

  @Override
  public RunningServer<TwirpConnection> start() throws IOException, InterruptedException {
    return new Running(endpoint, ChildProcess.start(command, new ChildLog(FATAL), records));
  }

  private record Running(URI endpoint, ChildProcess process)
      implements RunningServer<TwirpConnection> {
    @Override
    public TwirpConnection connect(Duration left) throws IOException, InterruptedException {
      return TwirpConnection.connect(endpoint, left);
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
      process.stop(Duration.ZERO); // it does not know how to end by itself
    }
  }
}
