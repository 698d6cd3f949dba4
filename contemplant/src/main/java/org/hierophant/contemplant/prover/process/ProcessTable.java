package org.hierophant.contemplant.prover.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The processes of this machine, as {@code /proc} shows them.
 *
 * <p>A process is known as ours by a token in its environment, which its own children inherit, and
 * never by its number alone: numbers are used again.
 *
 * <p><b>Limits.</b> What cannot be read is not ours: processes of others, and those that are gone.
 */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  /** Index in {@code stat} behind the name; the state is 0. */
  private static final int GROUP = 2;

  private static final int SESSION = 3;
  private static final int START = 19;

  private ProcessTable() {}

  /** Those that have {@code variable=token} in their environment, this process excepted. */
  static List<Long> carrying(String variable, String token) {
    byte[] wanted = (variable + "=" + token).getBytes(StandardCharsets.UTF_8);
    long self = ProcessHandle.current().pid();
    List<Long> found = new ArrayList<>();
    for (Path process : all()) {
      long pid = Long.parseLong(process.getFileName().toString());
      if (pid != self && isRunning(pid) && hasEntry(process.resolve("environ"), wanted)) {
        found.add(pid);
      }
    }
    return found;
  }

  /**
   * Those of the session that {@code leader} led before it ended. None if it runs: then the number
   * is another's by now.
   */
  static List<Long> leftBy(long leader) {
    if (isRunning(leader)) {
      return List.of();
    }
    return all().stream()
        .map(process -> Long.parseLong(process.getFileName().toString()))
        .filter(pid -> isRunning(pid) && field(pid, SESSION).equals(OptionalLong.of(leader)))
        .toList();
  }

  /** In clock ticks since the machine started; empty if there is no such process. */
  static OptionalLong startTicks(long pid) {
    return field(pid, START);
  }

  /** True while it lives and leads its own process group. */
  static boolean leadsGroup(long pid) {
    OptionalLong group = field(pid, GROUP);
    return group.isPresent() && group.getAsLong() == pid;
  }

  /** True if some process we can see has {@code file} mapped or open. */
  static boolean isUsed(Path file) {
    String ending = " " + file;
    return all().stream()
        .anyMatch(
            process ->
                hasOpen(process.resolve("fd"), file) || hasLine(process.resolve("maps"), ending));
  }

  private static boolean hasOpen(Path descriptors, Path file) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(file)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException _) {
      return false;
    }
  }

  private static List<Path> all() {
    List<Path> processes = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      entries.forEach(processes::add);
    } catch (IOException | DirectoryIteratorException _) {
      return processes; // a system without /proc: nothing can be found out
    }
    return processes;
  }

  /** False also for one that has ended and has not been asked about. */
  static boolean isRunning(long pid) {
    String[] fields = stat(pid);
    return fields.length > 0 && !fields[0].equals("Z") && !fields[0].equals("X");
  }

  private static OptionalLong field(long pid, int index) {
    String[] fields = stat(pid);
    return fields.length > index
        ? OptionalLong.of(Long.parseLong(fields[index]))
        : OptionalLong.empty();
  }

  /** What stands behind the name, which may itself have spaces and brackets. */
  private static String[] stat(long pid) {
    try {
      String line =
          Files.readString(
              PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
      return line.substring(line.lastIndexOf(')') + 2).strip().split(" ");
    } catch (IOException _) {
      return new String[0];
    }
  }

  private static boolean hasEntry(Path environment, byte[] wanted) {
    try {
      byte[] all = Files.readAllBytes(environment);
      int start = 0;
      for (int i = 0; i <= all.length; i++) {
        if (i == all.length || all[i] == 0) {
          if (Arrays.equals(all, start, i, wanted, 0, wanted.length)) {
            return true;
          }
          start = i + 1;
        }
      }
      return false;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean hasLine(Path maps, String ending) {
    try {
      return Files.readString(maps, StandardCharsets.ISO_8859_1)
          .lines()
          .anyMatch(line -> line.endsWith(ending));
    } catch (IOException _) {
      return false;
    }
  }
}
