package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.ProgramProcess;

/** A coordinator whose journal holds a number of finished requests. */
final class History implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Workbench bench;
  private final LocalNetwork network;
  private final int count;
  private ProgramProcess coordinator;

  private History(Workbench bench, LocalNetwork network, int count, ProgramProcess coordinator) {
    this.bench = bench;
    this.network = network;
    this.count = count;
    this.coordinator = coordinator;
  }

  /** Writes the history, then starts the coordinator on it. */
  static History start(Workbench bench, int count)
      throws IOException, InterruptedException, TimeoutException {
    LocalNetwork network = bench.network("history");
    bench.say("writing a history of %,d requests", count);
    try (ProgramProcess generator =
        ProgramProcess.start(
            "history-generator",
            network.directory(),
            HistoryGenerator.class.getName(),
            List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"),
            List.of(network.directory().resolve("state").toString(), Integer.toString(count)))) {
      int code = generator.awaitExit(LIMIT);
      if (code != 0) {
        throw new IOException("the history could not be written: " + generator.output());
      }
    }
    return new History(bench, network, count, network.startCoordinator(Workbench.JVM_ARGUMENTS));
  }

  LocalNetwork network() {
    return network;
  }

  ProgramProcess coordinator() {
    return coordinator;
  }

  /** The requests of the history. */
  List<RequestId> ids() {
    return IntStream.range(0, count).mapToObj(History::id).toList();
  }

  /** Of the {@code number}-th request of every history. */
  static RequestId id(int number) {
    return RequestId.of(
        Sha256.ofContent(("request " + number).getBytes(StandardCharsets.US_ASCII)).toBytes());
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    coordinator.kill();
  }

  /** Ends the coordinator and starts it again, until it serves. */
  void restart() throws IOException, InterruptedException {
    kill();
    coordinator = network.startCoordinator(Workbench.JVM_ARGUMENTS);
  }

  /** Starts the coordinator again and does not wait for it. */
  ProgramProcess launch() throws IOException {
    coordinator = network.launchCoordinator(Workbench.JVM_ARGUMENTS);
    return coordinator;
  }

  @Override
  public void close() {
    bench.release(network);
  }
}
