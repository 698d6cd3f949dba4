package org.hierophant.testing.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.hierophant.testing.LocalNetwork;

/** What the benchmarks share: a directory, child processes, the effort, and where figures go. */
final class Workbench implements AutoCloseable {
  /**
   * Of every server that is measured, ours or a yardstick; as {@code ./run hierophant} has them.
   */
  static final List<String> JVM_ARGUMENTS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-XX:-G1UseAdaptiveIHOP",
          "-XX:+UseTransparentHugePages",
          "--enable-native-access=ALL-UNNAMED");

  private final Path root;
  private final Path directory;
  private final Effort effort;
  private final BenchReport report = new BenchReport();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private int names;
  private boolean closed;

  private Workbench(Path root, Path directory, Effort effort) {
    this.root = root;
    this.directory = directory;
    this.effort = effort;
  }

  /**
   * Works in a fresh directory under {@code parent}, which goes away at the end.
   *
   * @param root of the repository
   */
  static Workbench under(Path parent, Path root, Effort effort) throws IOException {
    Files.createDirectories(parent);
    return new Workbench(
        root, Files.createTempDirectory(parent.toAbsolutePath(), "bench-").toRealPath(), effort);
  }

  /** Of the repository. */
  Path root() {
    return root;
  }

  /** Directory of the sample that is asked for. */
  Path sample() {
    return root.resolve("samples").resolve("fibonacci");
  }

  Effort effort() {
    return effort;
  }

  BenchReport report() {
    return report;
  }

  /** A fresh directory. */
  synchronized Path directory(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name + "-" + ++names));
  }

  /** A network in a fresh directory, nothing started. */
  LocalNetwork network(String name) throws IOException {
    return keep(LocalNetwork.in(directory(name)));
  }

  Yardstick yardstick(Class<?> server, String... arguments)
      throws IOException, InterruptedException {
    return keep(Yardstick.start(directory(server.getSimpleName()), server, arguments));
  }

  /** Closed at the end, or earlier with {@link #release}. */
  synchronized <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  void release(AutoCloseable resource) {
    synchronized (this) {
      open.remove(resource);
    }
    close(resource);
  }

  void say(String format, Object... arguments) {
    System.err.println("bench: " + format.formatted(arguments));
  }

  /** Ends every process and removes every file; may be called twice. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    open.forEach(Workbench::close);
    open.clear();
    deleteTree(directory);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      System.err.println("bench: could not be closed: " + e);
    }
  }

  static void deleteTree(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not be removed: " + root, e);
    }
  }
}
