package org.hierophant.testing.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * From the start of a coordinator that was killed to its first right status answer, with a long
 * history in its journal and with an empty one.
 */
final class RestartBenchmark implements Benchmark {
  private static final int FULFILLED = 3;
  private static final int UNFULFILLABLE = 4;
  private static final long POLL_MILLIS = 2;

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    int history = bench.effort().history();
    try (History empty = History.start(bench, 0);
        History full = History.start(bench, history)) {
      List<RequestId> unknown = List.of(History.id(history));
      bench.say("restart: measuring");
      List<Double> fullReady = new ArrayList<>();
      List<Double> emptyReady = new ArrayList<>();
      List<Series> seconds =
          Series.alternate(
              bench.effort().rounds(),
              () -> seconds(empty, unknown, UNFULFILLABLE, emptyReady),
              () -> seconds(full, full.ids(), FULFILLED, fullReady));
      List<Double> more = new ArrayList<>();
      for (int i = 0; i < bench.effort().rounds(); i++) {
        more.add(seconds.get(1).values().get(i) - seconds.get(0).values().get(i));
      }
      bench
          .report()
          .add(
              Row.below(
                  "restart, %,d requests against none".formatted(history),
                  Unit.SECONDS,
                  new Series(more),
                  0.5));
      bench
          .report()
          .add(
              Row.shown(
                  "restart to the first right status answer",
                  Unit.SECONDS,
                  seconds.get(1),
                  "with an empty journal",
                  seconds.get(0)));
      bench
          .report()
          .add(
              Row.shown(
                  "restart to ready for requests",
                  Unit.SECONDS,
                  new Series(fullReady),
                  "with an empty journal",
                  new Series(emptyReady)));
    }
  }

  /**
   * @param ready also takes the seconds until the coordinator says that it is; by then it has read
   *     its journal, and the next measurement has the machine to itself
   */
  private static double seconds(
      History history, List<RequestId> ids, int expected, List<Double> ready) throws Exception {
    history.kill();
    byte[] request = StatusBenchmark.requests(ids).getFirst();
    long start = System.nanoTime();
    ProgramProcess process = history.launch();
    URI url = history.network().rpcUrl();
    while (!isListening(url)) {
      awaitMore(process);
    }
    byte[] answer = StatusBenchmark.answer(url, request);
    double seconds = secondsSince(start);
    int got = GetProofRequestStatusResponse.parseFrom(answer).getFulfillmentStatus();
    if (got != expected) {
      throw new IllegalStateException("the first status answer is " + got + ", not " + expected);
    }
    while (!history.network().isReady()) {
      awaitMore(process);
    }
    ready.add(secondsSince(start));
    return seconds;
  }

  private static void awaitMore(ProgramProcess process) throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the coordinator did not start: " + process.output());
    }
    Thread.sleep(POLL_MILLIS);
  }

  private static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static boolean isListening(URI url) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      return true;
    } catch (IOException _) {
      return false; // not yet
    }
  }
}
