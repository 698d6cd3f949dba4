package org.hierophant.contemplant.prover.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running prover, with whatever it starts itself.
 *
 * <p>It leads a session of its own, so that a signal reaches it and all its children and no one
 * else; it is killed by the system when this process dies, where {@code setpriv} is there to ask
 * for that; and it is on record for the next life of this worker where not.
 *
 * <p><b>Thread.</b> Any. One thread starts it and waits for its end: a child that is to die with
 * its parent dies with the thread that made it.
 */
public final class ChildProcess {
  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
  private static final List<Path> TOOLS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

  /** Output that a killed child had written is read for so long. */
  private static final Duration READ_LIMIT = Duration.ofSeconds(1);

  private final ChildCommand command;
  private final ChildLog output;
  private final ChildRecords records;
  private final String token;
  private final Process process;
  private final CountDownLatch gone = new CountDownLatch(1);

  private ChildProcess(
      ChildCommand command, ChildLog output, ChildRecords records, String token, Process process) {
    this.command = command;
    this.output = output;
    this.records = records;
    this.token = token;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param output gets what it prints, on both streams
   * @throws IOException if it cannot be started or not be put on record
   */
  public static ChildProcess start(ChildCommand command, ChildLog output, ChildRecords records)
      throws IOException, InterruptedException {
    CompletableFuture<ChildProcess> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("child-" + command.name())
        .start(() -> live(command, output, records, started));
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new IOException(String.valueOf(failure.getMessage()), failure);
      }
      throw e;
    }
  }

  private static void live(
      ChildCommand command,
      ChildLog output,
      ChildRecords records,
      CompletableFuture<ChildProcess> started) {
    String token = UUID.randomUUID().toString();
    ChildProcess child;
    try {
      records.write(command, token, OptionalLong.empty());
      child = new ChildProcess(command, output, records, token, spawn(command, token));
    } catch (IOException | RuntimeException e) {
      forget(records, command);
      started.completeExceptionally(e);
      return;
    }
    Thread reader =
        Thread.ofPlatform().daemon().name("log-" + command.name()).start(child::readOutput);
    try {
      records.write(command, token, OptionalLong.of(child.pid()));
    } catch (IOException e) {
      child.process.destroyForcibly();
      started.completeExceptionally(e);
    }
    log.atInfo()
        .addKeyValue("prover", command.name())
        .addKeyValue("pid", child.pid())
        .log("prover process started");
    started.complete(child);
    child.awaitEnd(reader);
  }

  private static Process spawn(ChildCommand command, String token) throws IOException {
    List<String> words = new ArrayList<>();
    tool("setsid").ifPresent(words::add);
    tool("setpriv").ifPresent(path -> words.addAll(List.of(path, "--pdeathsig", "KILL", "--")));
    words.addAll(command.words());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("CONTEMPLANT_") || key.startsWith("HIEROPHANT_"));
    builder.environment().putAll(command.environment());
    builder.environment().put(ChildRecords.VARIABLE, token);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static Optional<String> tool(String name) {
    return TOOLS.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private void readOutput() {
    try (var in = process.getInputStream()) {
      output.readAll(in);
    } catch (IOException e) {
      log.atDebug().addKeyValue("prover", command.name()).setCause(e).log("output ended early");
    }
  }

  private void awaitEnd(Thread reader) {
    boolean ended = false;
    while (!ended) {
      try {
        process.waitFor();
        ended = true;
      } catch (InterruptedException _) {
        log.atDebug().log("nobody interrupts the thread of a child"); // and it may not end before
      }
    }
    ChildRecords.killAllOf(token, pid());
    try {
      reader.join(READ_LIMIT);
      if (command.socket().isPresent()) {
        Files.deleteIfExists(command.socket().get());
      }
    } catch (IOException | InterruptedException e) {
      log.atWarn()
          .addKeyValue("prover", command.name())
          .addKeyValue("reason", e.getMessage())
          .log("not everything of a prover could be removed");
    }
    SharedMemory.removeAbandoned();
    forget(records, command);
    log.atInfo()
        .addKeyValue("prover", command.name())
        .addKeyValue("pid", pid())
        .addKeyValue("exit", process.exitValue())
        .log("prover process ended");
    gone.countDown();
  }

  private static void forget(ChildRecords records, ChildCommand command) {
    try {
      records.remove(command);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("prover", command.name())
          .addKeyValue("reason", e.getMessage())
          .log("record of a child cannot be removed");
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Above 128 it was ended by the signal of that number less 128; empty while it runs. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  public ChildLog output() {
    return output;
  }

  /** True once it, its children, its socket and its record are gone. */
  public boolean awaitGone(Duration limit) throws InterruptedException {
    return gone.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Asks it to end, and kills it with all its children if it has not within {@code grace}. Returns
   * when nothing of it is left; an interruption is kept for later.
   */
  public void stop(Duration grace) {
    if (process.isAlive()) {
      Signal.INTERRUPT.sendTo(pid());
    }
    if (!awaitGoneUninterrupted(grace)) {
      kill();
      if (!awaitGoneUninterrupted(Duration.ofSeconds(10))) {
        log.atError().addKeyValue("prover", command.name()).log("prover process survives");
      }
    }
  }

  private boolean awaitGoneUninterrupted(Duration limit) {
    boolean interrupted = false;
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        try {
          return gone.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void kill() {
    if (process.isAlive()) {
      if (ProcessTable.leadsGroup(pid())) {
        Signal.KILL.sendToGroup(pid());
      }
      process.destroyForcibly();
    }
    ChildRecords.killAll(token);
  }
}
