package org.hierophant.testing.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.ProgramProcess;

/**
 * The processes of the demo and their temporary directory.
 *
 * <p><b>Thread.</b> Any; closed by whoever comes first, the end of the demo or a signal.
 */
final class Stage implements AutoCloseable {
  private static final List<String> EXECUTORS = List.of("jael", "deborah");

  /** One alone: a prover takes all cores and most of the memory. */
  private static final List<String> PROVERS = List.of("jael");

  /** So that nobody waits long to see the other worker take over. */
  private static final int GRACE_SECONDS = 2;

  private final Path directory;
  private final LocalNetwork network;
  private final Victim victim;
  private final Optional<Path> prover;
  private final Map<String, ProgramProcess> workers = new ConcurrentHashMap<>();
  private boolean closed;
  private volatile boolean isKept;

  private Stage(Path directory, LocalNetwork network, Victim victim, Optional<Path> prover) {
    this.directory = directory;
    this.network = network;
    this.victim = victim;
    this.prover = prover;
  }

  /**
   * @param prover the native prover, for real proofs; empty: executed only
   */
  static Stage open(Victim victim, Optional<Path> prover) throws IOException {
    Path directory = Files.createTempDirectory("hierophant-demo-");
    LocalNetwork network = LocalNetwork.in(directory);
    if (prover.isPresent()) {
      network.verifyProofs();
    }
    return new Stage(directory, network, victim, prover);
  }

  List<String> workers() {
    return prover.isPresent() ? PROVERS : EXECUTORS;
  }

  LocalNetwork network() {
    return network;
  }

  Path directory() {
    return directory;
  }

  ProgramProcess startCoordinator() throws IOException, InterruptedException {
    List<String> settings = new ArrayList<>();
    if (victim == Victim.WORKER) {
      settings.add("[worker_registry]");
      settings.add("disconnect_grace_secs = " + GRACE_SECONDS);
    }
    if (prover.isPresent()) {
      settings.add("[verification]");
      settings.add("native_v6 = \"" + prover.get() + '"');
    }
    return network.startCoordinator(settings.toArray(String[]::new));
  }

  ProgramProcess startWorker(String name) throws IOException, InterruptedException {
    ProgramProcess worker =
        prover.isPresent()
            ? network.startProver(
                name, "backend = \"cpu\"", "server_path = \"" + prover.get() + '"')
            : network.startWorker(name, "drain_limit_secs = 0");
    workers.put(name, worker);
    return worker;
  }

  /** All at a time; returns when all are welcomed. */
  void startWorkers() throws IOException {
    List<CompletableFuture<Optional<String>>> starts =
        workers().stream().map(name -> inBackground(() -> startWorker(name))).toList();
    for (CompletableFuture<Optional<String>> start : starts) {
      Optional<String> problem = start.join();
      if (problem.isPresent()) {
        throw new IOException(problem.get());
      }
    }
  }

  ProgramProcess worker(String name) {
    ProgramProcess worker = workers.get(name);
    if (worker == null) {
      throw new IllegalStateException("no worker of ours: " + name);
    }
    return worker;
  }

  /** Something that starts a process. */
  @FunctionalInterface
  interface Start {
    ProgramProcess now() throws IOException, InterruptedException;
  }

  /** Completes with what went wrong, or with nothing once the process is up. */
  static CompletableFuture<Optional<String>> inBackground(Start start) {
    CompletableFuture<Optional<String>> problem = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("start")
        .start(
            () -> {
              try {
                start.now();
                problem.complete(Optional.empty());
              } catch (IOException | InterruptedException | RuntimeException e) {
                problem.complete(Optional.of(String.valueOf(e.getMessage())));
              }
            });
    return problem;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Leaves the directory behind, with the logs. */
  void keepDirectory() {
    isKept = true;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    network.close();
    if (!isKept) {
      deleteDirectory();
    }
  }

  private void deleteDirectory() {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("demo: cannot remove " + directory + ": " + e.getMessage());
    }
  }
}
