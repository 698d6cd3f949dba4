package org.hierophant.testing.bench;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * Signed requests a second, {@value Effort#IN_FLIGHT} in flight, each durable before its answer,
 * beside recoveries of signers on the same cores.
 */
final class RequestProofBenchmark implements Benchmark.OfClient {
  @Override
  public String name() {
    return "request-proof";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    LocalNetwork network = bench.network("request-proof");
    try {
      network.startCoordinator(Workbench.JVM_ARGUMENTS, "[requests]\nmax_open = 1000000");
      measure(bench, network.rpcUrl(), "signed requests, durable", 0);
    } finally {
      bench.release(network);
    }
  }

  @Override
  public void run(Workbench bench, URI target) throws Exception {
    measure(bench, target, "signed requests, " + target, SignedRequests.freshKey());
  }

  private static void measure(Workbench bench, URI server, String what, int firstKey)
      throws Exception {
    Effort effort = bench.effort();
    bench.say("request-proof: signing");
    List<byte[]> all =
        SignedRequests.prepare(
            bench.sample(),
            server,
            firstKey,
            effort.signedWarmUp() + effort.rounds() * effort.signedRequests());
    List<byte[]> warmUp = all.subList(0, effort.signedWarmUp());
    Iterator<List<byte[]>> rounds = rounds(all, effort).iterator();
    Recoveries recoveries = new Recoveries(warmUp.subList(0, 1_000));
    try (ClosedLoop loop =
        new ClosedLoop(server, SignedRequests.METHOD, Effort.CONNECTIONS, Effort.IN_FLIGHT)) {
      bench.say("request-proof: warming up");
      loop.exhaust(warmUp);
      recoveries.perSecond(effort.warmUp());
      List<Series> rates =
          Series.alternate(
              effort.rounds(),
              () -> recoveries.perSecond(Duration.ofSeconds(2)),
              () -> loop.exhaust(rounds.next()).perSecond());
      bench
          .report()
          .add(Row.atLeast(what, Unit.PER_SECOND, rates.get(1), "recoveries", rates.get(0), 0.5));
    }
  }

  private static List<List<byte[]>> rounds(List<byte[]> all, Effort effort) {
    List<List<byte[]>> rounds = new ArrayList<>();
    for (int from = effort.signedWarmUp(); from < all.size(); from += effort.signedRequests()) {
      rounds.add(all.subList(from, from + effort.signedRequests()));
    }
    return rounds;
  }
}
