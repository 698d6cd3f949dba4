package org.hierophant.testing.bench;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.RequestIdRequest;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * Status calls a second, {@value Effort#IN_FLIGHT} in flight, over a long and a short history,
 * beside an echo of equal sizes.
 */
final class StatusBenchmark implements Benchmark.OfClient {
  static final String METHOD = "network.ProverNetwork/GetProofRequestStatus";
  private static final int SHORT_HISTORY = 100;
  private static final int FULFILLED = 3;
  private static final int TARGET_REQUESTS = 64;
  private static final int ROUNDS_PER_START = 3;

  @Override
  public String name() {
    return "status";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    int history = bench.effort().history();
    try (History few = History.start(bench, SHORT_HISTORY);
        History many = History.start(bench, history)) {
      List<byte[]> ofMany = requests(many.ids());
      List<byte[]> ofFew = spread(requests(few.ids()), ofMany.size());
      byte[] answer = answer(many.network().rpcUrl(), ofMany.getFirst());
      if (GetProofRequestStatusResponse.parseFrom(answer).getFulfillmentStatus() != FULFILLED) {
        throw new IllegalStateException("the history is not served");
      }
      Load[] loads = {
        new Load(few.network().rpcUrl(), ofFew), new Load(many.network().rpcUrl(), ofMany)
      };
      List<Series> rates = measure(bench, ROUNDS_PER_START, answer.length, loads);
      for (int start = 1; start < bench.effort().starts(); start++) {
        few.restart();
        many.restart();
        rates = joined(rates, measure(bench, ROUNDS_PER_START, answer.length, loads));
      }
      Series echo = rates.get(0);
      bench
          .report()
          .add(
              Row.atLeast(
                  "status calls, %,d finished requests".formatted(history),
                  Unit.PER_SECOND,
                  rates.get(2),
                  "echo of " + answer.length + " bytes",
                  echo,
                  0.8));
      bench
          .report()
          .add(
              Row.atLeast(
                  "status calls, %,d over %,d finished requests".formatted(history, SHORT_HISTORY),
                  Unit.PER_SECOND,
                  rates.get(2),
                  "with " + SHORT_HISTORY,
                  rates.get(1),
                  0.95));
    }
  }

  @Override
  public void run(Workbench bench, URI target) throws Exception {
    List<byte[]> requests =
        requests(SignedRequests.submit(bench.sample(), target, TARGET_REQUESTS));
    byte[] answer = answer(target, requests.getFirst());
    List<Series> rates =
        measure(bench, bench.effort().rounds(), answer.length, new Load(target, requests));
    bench
        .report()
        .add(
            Row.atLeast(
                "status calls, " + target,
                Unit.PER_SECOND,
                rates.get(1),
                "echo of " + answer.length + " bytes",
                rates.get(0),
                0.8));
  }

  private record Load(URI server, List<byte[]> requests) {}

  /** The echo's rates, then those of every load. */
  private static List<Series> measure(Workbench bench, int rounds, int answerBytes, Load... loads)
      throws Exception {
    Yardstick echo = bench.yardstick(EchoServer.class, Integer.toString(answerBytes));
    List<ClosedLoop> loops = new ArrayList<>();
    List<Series.Measurement> measurements = new ArrayList<>();
    try {
      ClosedLoop yardstick = loop(echo.url(), EchoServer.METHOD);
      loops.add(yardstick);
      measurements.add(rate(bench, yardstick, loads[0].requests));
      for (Load load : loads) {
        ClosedLoop loop = loop(load.server, METHOD);
        loops.add(loop);
        measurements.add(rate(bench, loop, load.requests));
      }
      return Series.alternate(rounds, measurements.toArray(Series.Measurement[]::new));
    } finally {
      loops.forEach(ClosedLoop::close);
      bench.release(echo);
    }
  }

  private static List<Series> joined(List<Series> first, List<Series> then) {
    return IntStream.range(0, first.size()).mapToObj(i -> first.get(i).then(then.get(i))).toList();
  }

  private static ClosedLoop loop(URI server, String method) {
    return new ClosedLoop(server, method, Effort.CONNECTIONS, Effort.IN_FLIGHT);
  }

  private static Series.Measurement rate(Workbench bench, ClosedLoop loop, List<byte[]> requests)
      throws InterruptedException {
    bench.say("status: warming up");
    loop.run(n -> requests.get(n % requests.size()), bench.effort().warmUp());
    return () -> {
      loop.run(n -> requests.get(n % requests.size()), Effort.WARM_UP_AGAIN);
      ClosedLoop.Outcome outcome =
          loop.run(n -> requests.get(n % requests.size()), bench.effort().measured());
      return outcome.perSecond();
    };
  }

  /** Encoded once, in an order that no cache foresees; the same in every run. */
  static List<byte[]> requests(List<RequestId> ids) {
    List<RequestId> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new Random(1));
    return shuffled.stream()
        .map(
            id ->
                RequestIdRequest.newBuilder()
                    .setRequestId(ByteString.copyFrom(id.toBytes()))
                    .build()
                    .toByteArray())
        .toList();
  }

  /** As many messages as of the longer history, so that the client's own memory costs the same. */
  private static List<byte[]> spread(List<byte[]> requests, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> requests.get(n % requests.size()).clone())
        .toList();
  }

  static byte[] answer(URI server, byte[] request) throws InterruptedException {
    try (TimedCalls calls = new TimedCalls(server, METHOD)) {
      return calls.call(request).answer();
    }
  }
}
