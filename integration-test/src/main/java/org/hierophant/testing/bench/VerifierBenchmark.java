package org.hierophant.testing.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.hierophant.coordinator.verification.NativeProcess;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.verifier.Circuit;
import org.hierophant.sp1.verifier.Verifier;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * One verification of a genuine compressed proof of v6, reading it included: our library on one
 * thread, beside SP1's own code in its native process, asked over its socket.
 */
final class VerifierBenchmark implements Benchmark {
  private static final String PROOF = "../shared/fixtures/sp1-v6/fibonacci/compressed.proof.bin";
  private static final String KEY = "../shared/fixtures/sp1-v6/fibonacci/vk.bin";
  private static final int WARM_UPS = 150;
  private static final int A_ROUND = 30;
  private static final int VERIFY = 4;
  private static final int VERIFIED = 7;
  private static final double NANOS_IN_MILLI = 1e6;

  @Override
  public String name() {
    return "verifier";
  }

  @Override
  public boolean isPossible() {
    return Files.isExecutable(program()) && Files.exists(Path.of(PROOF));
  }

  @Override
  public void run(Workbench bench) throws Exception {
    if (!isPossible()) {
      throw new IOException(program() + " or " + PROOF + " is missing: ./run native builds one");
    }
    byte[] saved = Files.readAllBytes(Path.of(PROOF));
    byte[] proof = Arrays.copyOf(saved, saved.length - 1); // as clients download it
    byte[] key = Files.readAllBytes(Path.of(KEY));
    KeyDigest digest = VerifyingKey.parse(key, Generation.V6).digest();
    try (NativeProcess rust =
        NativeProcess.start(program(), bench.directory("v").resolve("verifier.sock"))) {
      bench.say("verifier: warming up");
      for (int i = 0; i < WARM_UPS; i++) {
        ours(proof, digest);
      }
      theirs(rust, key, proof);
      bench.say("verifier: measuring");
      Histogram ourTimes = new Histogram(3);
      Histogram theirTimes = new Histogram(3);
      var millis =
          Series.alternate(
              bench.effort().rounds(),
              () -> median(() -> ours(proof, digest), ourTimes),
              () -> median(() -> theirs(rust, key, proof), theirTimes));
      bench
          .report()
          .add(
              Row.atMost(
                  "compressed v6 proof, one thread",
                  Unit.MILLISECONDS,
                  millis.get(0),
                  "SP1's own, in Rust",
                  millis.get(1),
                  2.0));
      bench
          .report()
          .add(
              Row.atMost(
                  "the same, P99",
                  Unit.MILLISECONDS,
                  Series.of(ourTimes.getValueAtPercentile(99) / NANOS_IN_MILLI),
                  "SP1's own, in Rust",
                  Series.of(theirTimes.getValueAtPercentile(99) / NANOS_IN_MILLI),
                  3.0));
    }
  }

  @FunctionalInterface
  private interface Verification {
    void run() throws Exception;
  }

  private static double median(Verification verification, Histogram all) throws Exception {
    Histogram round = new Histogram(3);
    for (int i = 0; i < A_ROUND; i++) {
      long start = System.nanoTime();
      verification.run();
      round.recordValue(System.nanoTime() - start);
    }
    all.add(round);
    return round.getValueAtPercentile(50) / NANOS_IN_MILLI;
  }

  private static void ours(byte[] bytes, KeyDigest program) throws Exception {
    ProofFromNetwork proof = ProofFromNetwork.parse(bytes);
    Verifier verifier =
        Circuit.of(proof.version())
            .flatMap(circuit -> circuit.verifier(proof.proof().kind()))
            .orElseThrow();
    if (!verifier.verify(proof, program).isValid()) {
      throw new IllegalStateException("our library refuses a genuine proof");
    }
  }

  private static void theirs(NativeProcess rust, byte[] key, byte[] proof) throws IOException {
    NativeProcess.Answer answer =
        rust.ask(VERIFY, key, new ByteArrayInputStream(proof), proof.length);
    if (answer.number() != VERIFIED) {
      throw new IllegalStateException("SP1's own code refuses a genuine proof: " + answer.text());
    }
  }

  /** Where {@code ./run native} puts it. */
  private static Path program() {
    String cache =
        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    String target =
        System.getenv().getOrDefault("HIEROPHANT_CARGO_TARGET", cache + "/hierophant/cargo-target");
    return Path.of(target, "target", "release", "sp1-cpu-prover");
  }
}
