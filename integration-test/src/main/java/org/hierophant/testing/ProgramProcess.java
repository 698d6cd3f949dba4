package org.hierophant.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * One of our programs as a child process, its output in a file.
 *
 * <p><b>Limits.</b> Every wait has a deadline; a process that dies while it is waited for ends the
 * wait with the last lines of its log.
 */
public final class ProgramProcess implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final int TAIL_LINES = 40;

  private final String name;
  private final Process process;
  private final Path log;

  private ProgramProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code mainClass} on this program's own class path.
   *
   * @param jvmArguments put before the class name
   * @throws IOException if the process cannot be started
   */
  public static ProgramProcess start(
      String name,
      Path directory,
      String mainClass,
      List<String> jvmArguments,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return run(name, directory, command, directory, Map.of());
  }

  /**
   * Starts any command.
   *
   * @param logDirectory where its output goes, to a file by its name
   * @param environment added to this program's own
   * @throws IOException if the process cannot be started
   */
  public static ProgramProcess run(
      String name,
      Path logDirectory,
      List<String> command,
      Path workingDirectory,
      Map<String, String> environment)
      throws IOException {
    Path log = logDirectory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ProgramProcess(name, builder.start(), log);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @throws IllegalStateException if the process ends first or {@code limit} passes
   */
  public void await(String what, Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            name
                + " ended with exit code "
                + process.exitValue()
                + " before "
                + what
                + "\n"
                + tail());
      }
      if (System.nanoTime() - end >= 0) {
        throw new IllegalStateException(
            name + " did not reach within " + limit + ": " + what + "\n" + tail());
      }
    }
  }

  /** SIGKILL: no chance to say goodbye. Returns once the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /**
   * SIGTERM, then waits for the exit code.
   *
   * @throws TimeoutException if the process is still there after {@code limit}
   */
  public int terminate(Duration limit) throws InterruptedException, TimeoutException {
    process.destroy();
    return awaitExit(limit);
  }

  /**
   * Waits for the exit code.
   *
   * @throws TimeoutException if the process is still there after {@code limit}
   */
  public int awaitExit(Duration limit) throws InterruptedException, TimeoutException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException(name + " still ran after " + limit + "\n" + tail());
    }
    return process.exitValue();
  }

  /** Everything the process has printed so far. */
  public String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** SIGTERM, without waiting. */
  void askToEnd() {
    process.destroy();
  }

  /** Ends the process: SIGTERM, and SIGKILL if that does not help. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
