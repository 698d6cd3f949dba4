package org.hierophant.testing.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * From the commit of a request to the moment when a worker has the offer, beside the round trip of
 * a WebSocket echo of the same size.
 *
 * <p>A client cannot see the commit. It comes before the answer leaves, so it is taken to be the
 * answer's arrival less half a round trip of an idle unary echo, measured in the same round: the
 * threads that the answer still passes are counted as the coordinator's time.
 */
final class AssignmentBenchmark implements Benchmark {
  private static final int PROBE_ANSWER_BYTES = 100;
  private static final double TAIL = 99;

  @Override
  public String name() {
    return "assignment";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    LocalNetwork network = bench.network("assignment");
    Yardstick unary = bench.yardstick(EchoServer.class, Integer.toString(PROBE_ANSWER_BYTES));
    Yardstick socket =
        bench.yardstick(
            SocketEchoServer.class, bench.directory("tomcat").toAbsolutePath().toString());
    try {
      network.startCoordinator(Workbench.JVM_ARGUMENTS, "[requests]\nmax_open = 1000000");
      measure(bench, network, unary.url(), socket.url());
    } finally {
      bench.release(socket);
      bench.release(unary);
      bench.release(network);
    }
  }

  private static void measure(Workbench bench, LocalNetwork network, URI unary, URI socket)
      throws Exception {
    Effort effort = bench.effort();
    int offers = (effort.rounds() + 2) * effort.offers(); // two rounds warm up
    Iterator<byte[]> requests =
        SignedRequests.prepare(bench.sample(), network.rpcUrl(), 0, offers).iterator();
    try (TimedCalls submit = new TimedCalls(network.rpcUrl(), SignedRequests.METHOD);
        TimedCalls probe = new TimedCalls(unary, EchoServer.METHOD);
        BenchWorkers workers = new BenchWorkers(network.httpUrl(), "taker");
        Echo echo = new Echo(socket)) {
      Offers taken = new Offers(workers, submit, requests);
      bench.say("assignment: warming up");
      taken.round(effort.offers(), 0);
      taken.round(effort.offers(), 0);
      echo.round(2 * effort.offers(), taken.frameBytes());
      unaryRound(probe, 2 * effort.offers());
      Histogram[] last = new Histogram[2];
      List<Series> series =
          Series.alternate(
              effort.rounds(),
              () -> {
                last[0] = echo.round(effort.offers(), taken.frameBytes());
                return micros(last[0], 50);
              },
              () -> micros(last[0], TAIL),
              () -> {
                long halfTrip = unaryRound(probe, effort.offers()) / 2;
                last[1] = taken.round(effort.offers(), halfTrip);
                return micros(last[1], 50);
              },
              () -> micros(last[1], TAIL));
      workers.requireAllConnected();
      String name = "echo of " + taken.frameBytes() + " bytes";
      bench
          .report()
          .add(
              Row.atMost(
                  "assignment, median", Unit.MICROSECONDS, series.get(2), name, series.get(0), 3));
      bench
          .report()
          .add(
              Row.atMost(
                  "assignment, P99", Unit.MICROSECONDS, series.get(3), name, series.get(1), 10));
    }
  }

  private static double micros(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e3;
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
  }

  /** The median round trip in nanoseconds. */
  private static long unaryRound(TimedCalls probe, int count) throws InterruptedException {
    Histogram nanos = histogram();
    byte[] message = new byte[PROBE_ANSWER_BYTES];
    for (int i = 0; i < count; i++) {
      nanos.recordValue(probe.call(message).nanos());
    }
    return nanos.getValueAtPercentile(50);
  }

  /** Submits to a coordinator that always has one idle worker, and waits for the offer. */
  private static final class Offers {
    private final BenchWorkers workers;
    private final TimedCalls submit;
    private final Iterator<byte[]> requests;
    private BenchWorker worker;
    private int slots = BenchWorker.SLOTS;
    private int frameBytes;

    Offers(BenchWorkers workers, TimedCalls submit, Iterator<byte[]> requests) throws Exception {
      this.workers = workers;
      this.submit = submit;
      this.requests = requests;
      this.worker = workers.add();
    }

    int frameBytes() {
      return frameBytes;
    }

    Histogram round(int count, long answerNanos) throws Exception {
      Histogram nanos = histogram();
      for (int i = 0; i < count; i++) {
        if (slots == 0) { // the full ones stay: what they hold must not be offered again
          worker = workers.add();
          slots = BenchWorker.SLOTS;
        }
        slots--;
        TimedCalls.Timed call = submit.call(requests.next());
        BenchWorker.Received offer = worker.awaitOffer();
        if (!offer.request().equals(SignedRequests.id(call.answer()))) {
          throw new IllegalStateException("another request was offered");
        }
        frameBytes = offer.frameBytes();
        long committed = call.answeredNanos() - answerNanos;
        nanos.recordValue(Math.max(0, offer.receivedNanos() - committed));
      }
      return nanos;
    }
  }

  /** The yardstick: a message to bare Tomcat and back. */
  private static final class Echo implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<Long> answers = new LinkedBlockingQueue<>();
    private final BinarySocket socket;

    Echo(URI server) throws Exception {
      this.socket =
          BinarySocket.connect(
              http,
              URI.create("ws://" + server.getAuthority() + SocketEchoServer.PATH),
              "",
              _ -> answers.add(System.nanoTime()));
    }

    Histogram round(int count, int bytes) throws Exception {
      Histogram nanos = histogram();
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        socket.send(ByteBuffer.allocate(bytes));
        Long answer = answers.poll(1, TimeUnit.MINUTES);
        if (answer == null) {
          throw new IllegalStateException("the echo was not answered");
        }
        nanos.recordValue(answer - start);
      }
      return nanos;
    }

    @Override
    public void close() {
      socket.close();
      http.shutdownNow();
      http.close();
    }
  }
}
