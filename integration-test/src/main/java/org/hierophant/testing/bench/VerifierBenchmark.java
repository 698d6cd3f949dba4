package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;
import org.hierophant.testing.bench.VerifiedProof.Verification;

/**
 * One verification of a genuine proof, reading it included: our library in this JVM beside SP1's
 * own code in the clients of the real SDKs, in turn, one thread each. Each proof is of a kind and a
 * generation of its own.
 *
 * <p>Compressed proofs go through the SDK's {@code verify}. So would those of Groth16 and Plonk,
 * did the SDK of v6 not ask for the program's verifying key, and that of v5 for gnark in a
 * container: what is timed there is the verification of the crate {@code sp1-verifier}, which the
 * SDK of v6 calls.
 */
final class VerifierBenchmark implements Benchmark {
  private static final int OURS_A_ROUND = 30;
  private static final int THEIRS_A_ROUND = 30;
  private static final int LEAST_A_ROUND = 5;
  private static final double A_ROUND_NANOS = 3e9;
  private static final double NANOS_IN_MILLI = 1e6;
  private static final double LATE = 99;

  @Override
  public String name() {
    return "verifier";
  }

  @Override
  public boolean isPossible() {
    return Stream.of(Generation.values()).map(SdkProgram::of).allMatch(Files::isExecutable);
  }

  @Override
  public void run(Workbench bench) throws Exception {
    if (!isPossible()) {
      throw new IOException("a client is missing: run integration-test/sdk/build.sh");
    }
    for (VerifiedProof proof : VerifiedProof.all(bench.root())) {
      bench.say("verifier: %s", proof.name());
      compare(bench, proof);
    }
  }

  private static void compare(Workbench bench, VerifiedProof proof) throws Exception {
    Path directory = bench.directory("verifier");
    Verification ours = proof.ours();
    SdkVerifier theirs =
        bench.keep(SdkVerifier.start(proof.generation(), directory, proof.theirs(directory)));
    try {
      long warmUntil = System.nanoTime() + bench.effort().warmUp().toNanos();
      while (System.nanoTime() < warmUntil) {
        ours.run();
      }
      double once = theirs.times(2).getLast();
      int count = (int) Math.clamp((long) (A_ROUND_NANOS / once), LEAST_A_ROUND, THEIRS_A_ROUND);
      Histogram ourTimes = new Histogram(3);
      Histogram theirTimes = new Histogram(3);
      List<Series> millis =
          Series.alternate(
              bench.effort().rounds(),
              () -> median(times(ours), ourTimes),
              () -> median(theirs.times(count), theirTimes));
      BenchReport report = bench.report();
      report.add(
          Row.atMost(
              proof.name(),
              Unit.MILLISECONDS,
              millis.get(0),
              proof.yardstick(),
              millis.get(1),
              proof.medianBound()));
      report.add(
          Row.atMost(
              "%s, P99 (of %d and %d)"
                  .formatted(proof.name(), ourTimes.getTotalCount(), theirTimes.getTotalCount()),
              Unit.MILLISECONDS,
              late(ourTimes),
              proof.yardstick(),
              late(theirTimes),
              proof.lateBound()));
    } finally {
      bench.release(theirs);
    }
  }

  private static List<Long> times(Verification verification) throws Exception {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < OURS_A_ROUND; i++) {
      long start = System.nanoTime();
      verification.run();
      nanos.add(System.nanoTime() - start);
    }
    return nanos;
  }

  /** In milliseconds. */
  private static double median(List<Long> nanos, Histogram all) {
    Histogram round = new Histogram(3);
    nanos.forEach(round::recordValue);
    all.add(round);
    return round.getValueAtPercentile(50) / NANOS_IN_MILLI;
  }

  private static Series late(Histogram times) {
    return Series.of(times.getValueAtPercentile(LATE) / NANOS_IN_MILLI);
  }
}
