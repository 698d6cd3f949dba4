package org.hierophant.testing.bench;

import java.util.List;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * What many idle workers cost: status calls to a coordinator that has them beside the same calls to
 * one that has ten, and the memory that each takes.
 */
final class IdleWorkersBenchmark implements Benchmark {
  private static final int FEW = 10;
  private static final int HISTORY = 100;
  private static final double TAIL = 99;

  @Override
  public String name() {
    return "idle-workers";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    try (History ofFew = History.start(bench, HISTORY);
        History ofMany = History.start(bench, HISTORY);
        BenchWorkers few = new BenchWorkers(ofFew.network().httpUrl(), "few");
        BenchWorkers many = new BenchWorkers(ofMany.network().httpUrl(), "many")) {
      connect(few, FEW);
      connect(many, FEW);
      try (ClosedLoop toFew = loop(ofFew.network());
          ClosedLoop toMany = loop(ofMany.network())) {
        List<byte[]> requests = StatusBenchmark.requests(ofFew.ids());
        bench.say("idle-workers: warming up");
        tail(toFew, requests, bench.effort().warmUp());
        tail(toMany, requests, bench.effort().warmUp());
        double each = growth(bench, ofMany, many);
        List<Series> tails =
            Series.alternate(
                bench.effort().rounds(),
                () -> tail(toFew, requests, bench.effort().measured()),
                () -> tail(toMany, requests, bench.effort().measured()));
        few.requireAllConnected();
        many.requireAllConnected();
        bench
            .report()
            .add(
                Row.atMost(
                    "status P99, %,d idle workers".formatted(many.size()),
                    Unit.MICROSECONDS,
                    tails.get(1),
                    "with " + FEW,
                    tails.get(0),
                    1.5));
        bench
            .report()
            .add(
                Row.below(
                    "memory (RSS) of each idle worker", Unit.KIB, Series.of(each / 1024), 100));
      }
    }
  }

  /** Bytes by which the coordinator grows with each worker from few to many. */
  private static double growth(Workbench bench, History history, BenchWorkers workers)
      throws Exception {
    ProgramProcess coordinator = history.coordinator();
    JvmMemory memory = new JvmMemory(coordinator, history.network().directory());
    long before = memory.residentBytes();
    bench.say("idle-workers: connecting %,d", bench.effort().idleWorkers());
    connect(workers, bench.effort().idleWorkers());
    return (double) (memory.residentBytes() - before) / (workers.size() - FEW);
  }

  private static void connect(BenchWorkers workers, int count) throws Exception {
    while (workers.size() < count) {
      workers.add();
    }
  }

  private static ClosedLoop loop(LocalNetwork network) {
    return new ClosedLoop(
        network.rpcUrl(), StatusBenchmark.METHOD, Effort.CONNECTIONS, Effort.IN_FLIGHT);
  }

  /** Microseconds that 99 of 100 calls do not pass. */
  private static double tail(ClosedLoop loop, List<byte[]> requests, java.time.Duration duration)
      throws InterruptedException {
    return loop.run(n -> requests.get(n % requests.size()), duration)
        .latencyMicros()
        .getValueAtPercentile(TAIL);
  }
}
