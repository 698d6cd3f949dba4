package org.hierophant.contemplant.prover.process;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which children run, on disk, so that the next life of a worker that was killed finds what is left
 * of them.
 *
 * <p><b>Shape.</b> A properties file per child, written before it starts: its token and socket, and
 * once it runs its number and start time.
 *
 * <p><b>Thread.</b> Any; one at a time for one child.
 */
public final class ChildRecords {
  /** In the environment of every child; its own children inherit it. */
  static final String VARIABLE = "CONTEMPLANT_CHILD";

  private static final Logger log = LoggerFactory.getLogger(ChildRecords.class);
  private static final String ENDING = ".child";
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final long KILL_PAUSE_MILLIS = 10;

  /** A process in the middle of {@code execve} shows no environment: one look can miss it. */
  private static final int LOOKS = 2;

  private final Path directory;

  /**
   * @param directory made when it is needed
   */
  public ChildRecords(Path directory) {
    this.directory = directory;
  }

  void write(ChildCommand command, String token, OptionalLong pid) throws IOException {
    Properties record = new Properties();
    record.setProperty("token", token);
    record.setProperty("program", command.words().getFirst());
    command.socket().ifPresent(path -> record.setProperty("socket", path.toString()));
    if (pid.isPresent()) {
      record.setProperty("pid", Long.toString(pid.getAsLong()));
      OptionalLong start = ProcessTable.startTicks(pid.getAsLong());
      if (start.isPresent()) {
        record.setProperty("start", Long.toString(start.getAsLong()));
      }
    }
    Files.createDirectories(directory);
    Path part = directory.resolve(command.name() + ".part");
    try (Writer out = Files.newBufferedWriter(part)) {
      record.store(out, null);
    }
    Files.move(
        part, file(command), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void remove(ChildCommand command) throws IOException {
    Files.deleteIfExists(file(command));
  }

  private Path file(ChildCommand command) {
    return directory.resolve(command.name() + ENDING);
  }

  /**
   * Ends what an earlier life left running, and removes its sockets and shared memory. Called
   * before any child is started.
   *
   * @throws IOException if the directory cannot be read or be made
   */
  public void clearLeftovers() throws IOException {
    Files.createDirectories(directory);
    List<Path> records;
    try (Stream<Path> all = Files.list(directory)) {
      records = all.filter(file -> file.toString().endsWith(ENDING)).toList();
    }
    for (Path file : records) {
      clear(file);
    }
    SharedMemory.removeAbandoned();
  }

  private static void clear(Path file) throws IOException {
    Properties record = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      record.load(in);
    } catch (IllegalArgumentException e) {
      log.atWarn().addKeyValue("file", file).setCause(e).log("record of a child is not readable");
    }
    String token = record.getProperty("token", "");
    Set<Long> killed = token.isEmpty() ? Set.of() : killAll(token);
    killSame(record);
    String socket = record.getProperty("socket");
    if (socket != null) {
      Files.deleteIfExists(Path.of(socket));
    }
    Files.delete(file);
    log.atWarn()
        .addKeyValue("program", record.getProperty("program"))
        .addKeyValue("killed", killed)
        .log("leftovers of an earlier prover cleared");
  }

  /** A child that hides its environment is known by its number together with its start time. */
  private static void killSame(Properties record) {
    String pid = record.getProperty("pid", "");
    String start = record.getProperty("start", "");
    if (pid.matches("[0-9]{1,9}") && start.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(pid);
      OptionalLong found = ProcessTable.startTicks(number);
      if (found.isPresent() && found.getAsLong() == Long.parseLong(start)) {
        Signal.KILL.sendTo(number);
      }
    }
  }

  /** Kills every process with the token until there is none; not to be interrupted. */
  static Set<Long> killAll(String token) {
    return killAll(() -> carriers(token));
  }

  /**
   * Kills every process with the token, and those of the session that {@code leader} led until it
   * ended, whatever their environment shows.
   */
  static Set<Long> killAllOf(String token, long leader) {
    return killAll(
        () ->
            Stream.concat(carriers(token).stream(), ProcessTable.leftBy(leader).stream())
                .distinct()
                .toList());
  }

  private static Set<Long> killAll(Supplier<List<Long>> look) {
    Set<Long> killed = new HashSet<>();
    boolean interrupted = false;
    long end = System.nanoTime() + KILL_LIMIT.toNanos();
    for (int empty = 0; empty < LOOKS; ) {
      List<Long> left = look.get();
      left.forEach(Signal.KILL::sendTo);
      killed.addAll(left);
      empty = left.isEmpty() ? empty + 1 : 0;
      if (empty == 0 && System.nanoTime() - end >= 0) {
        log.atError().addKeyValue("pids", left).log("processes survive being killed");
        break;
      }
      try {
        Thread.sleep(KILL_PAUSE_MILLIS);
      } catch (InterruptedException _) {
        interrupted = true; // they have to go all the same
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return killed;
  }

  private static List<Long> carriers(String token) {
    return ProcessTable.carrying(VARIABLE, token);
  }
}
