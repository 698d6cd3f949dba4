package org.hierophant.testing.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./run bench}: every figure beside a yardstick measured in the same run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures the coordinator beside yardsticks of the same run. Exit code 1 if a target is"
            + " missed.")
final class Bench implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(45);

  private static final List<Benchmark> ALL =
      List.of(
          new StatusBenchmark(),
          new RequestProofBenchmark(),
          new AssignmentBenchmark(),
          new ArtifactBenchmark(),
          new IdleWorkersBenchmark(),
          new RestartBenchmark(),
          new ExecutorBenchmark(),
          new VerifierBenchmark(),
          new ProverBenchmark());

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description =
          "status, request-proof, assignment, artifacts, idle-workers, restart, executor (needs the"
              + " SDK clients: integration-test/sdk/build.sh), verifier (needs ./run native),"
              + " provers; default: all that can be run")
  private List<String> names = List.of();

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "measure the server at http://HOST:PORT instead: status and request-proof only")
  private @Nullable URI target;

  @Option(names = "--json", paramLabel = "FILE", description = "write the rows as JSON as well")
  private @Nullable Path json;

  @Option(names = "--short", description = "fewer rounds and smaller sizes")
  private boolean brief;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "where temporary files go, on the disk to be measured; default: target/")
  private @Nullable Path directory;

  @Option(names = "--root", required = true, hidden = true, description = "of the repository")
  private Path root = Path.of("");

  private Bench() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<Benchmark> chosen = choose();
    Path parent = directory == null ? root.resolve("target") : directory;
    try (Workbench bench = Workbench.under(parent, root, brief ? Effort.SHORT : Effort.FULL)) {
      Thread hook = Thread.ofPlatform().unstarted(bench::close);
      Runtime.getRuntime().addShutdownHook(hook); // also when interrupted from the keyboard
      limitTime();
      boolean complete = true;
      for (Benchmark benchmark : chosen) {
        complete &= hasRun(bench, benchmark);
      }
      System.out.print(bench.report());
      if (json != null) {
        bench.report().writeJson(json);
      }
      return complete && bench.report().isHeld() ? 0 : 1;
    }
  }

  /** What goes wrong in one costs its own rows only. */
  private boolean hasRun(Workbench bench, Benchmark benchmark) throws InterruptedException {
    try {
      run(bench, benchmark);
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      bench.say("%s FAILED, its rows are missing: %s", benchmark.name(), e);
      return false;
    }
  }

  private void run(Workbench bench, Benchmark benchmark) throws Exception {
    bench.say("%s (load average %.1f)", benchmark.name(), Machine.load());
    if (target == null) {
      benchmark.run(bench);
    } else if (benchmark instanceof Benchmark.OfClient client) {
      client.run(bench, target);
    } else {
      throw new IOException(
          benchmark.name() + " needs a coordinator of its own: leave out --target");
    }
  }

  private List<Benchmark> choose() {
    if (names.isEmpty()) {
      return ALL.stream()
          .filter(benchmark -> target == null || benchmark instanceof Benchmark.OfClient)
          .filter(Benchmark::isPossible)
          .toList();
    }
    List<Benchmark> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          ALL.stream()
              .filter(benchmark -> benchmark.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no benchmark is named " + name)));
    }
    return chosen;
  }

  /** Nothing may hang for ever: then the hook still ends the processes and removes the files. */
  private static void limitTime() {
    Thread.ofPlatform()
        .daemon()
        .name("bench-limit")
        .start(
            () -> {
              try {
                Thread.sleep(LIMIT);
                System.err.println("bench: gave up after " + LIMIT);
                System.exit(2);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // nobody does that
              }
            });
  }
}
