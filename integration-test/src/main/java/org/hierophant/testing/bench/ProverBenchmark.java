package org.hierophant.testing.bench;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.socket.AttachedHost;
import org.hierophant.contemplant.prover.socket.SocketProver;
import org.hierophant.contemplant.prover.twirp.AttachedMoongate;
import org.hierophant.contemplant.prover.twirp.MoongateProver;
import org.hierophant.contemplant.prover.twirp.ProvingKeys;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;

/**
 * What a worker adds to the time of its prover: from the call to the first byte that the prover
 * gets, and from the last byte that it sends to the proof being durable on disk. The prover makes
 * its proof once the worker has executed the program beside it, and takes no time for that; worker,
 * sockets and files are real.
 *
 * <p>Small is a compressed proof as it usually is. With large bodies the time of {@code dd} for as
 * many bytes may be added, over 0.6; what they are taken for makes the program run for seconds.
 */
final class ProverBenchmark implements Benchmark {
  private static final long SMALL_PROOF_BYTES = 1_270_000;
  private static final double FIXED_MILLIS = 50;
  private static final double DD_SHARE = 0.6;
  private static final int WARM_UPS = 20;
  private static final double NANOS_IN_MILLI = 1e6;
  private static final Duration LEASE = Duration.ofHours(1);

  /** One in a hundred of the 400 s that the CPU prover takes for the smallest proof. */
  private static final double ONE_PERCENT_MILLIS = 4_000;

  @Override
  public String name() {
    return "provers";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    try (Rig moongate = Rig.moongate(bench);
        Rig server = Rig.server(bench)) {
      for (Rig rig : List.of(moongate, server)) {
        bench.say("provers: measuring %s", rig.name());
        small(bench, rig);
        large(bench, rig);
      }
    }
  }

  private static void small(Workbench bench, Rig rig) throws Exception {
    Path stdin = bench.sample().resolve("stdin.bin");
    for (int i = 0; i < WARM_UPS; i++) {
      rig.prove(stdin, SMALL_PROOF_BYTES);
    }
    List<Double> before = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    List<Double> all = new ArrayList<>();
    for (int round = 0; round < bench.effort().rounds() * 3; round++) {
      Overhead overhead = rig.prove(stdin, SMALL_PROOF_BYTES);
      before.add(overhead.beforeMillis());
      after.add(overhead.afterMillis());
      all.add(overhead.beforeMillis() + overhead.afterMillis());
    }
    BenchReport report = bench.report();
    report.add(
        Row.below(
            rig.name() + ", call to first byte",
            Unit.MILLISECONDS,
            new Series(before),
            FIXED_MILLIS));
    report.add(
        Row.below(
            rig.name() + ", last byte of 1.3 MB to disk",
            Unit.MILLISECONDS,
            new Series(after),
            FIXED_MILLIS));
    report.add(
        Row.below(
            rig.name() + ", both, of a proof that takes 400 s",
            Unit.MILLISECONDS,
            new Series(all),
            ONE_PERCENT_MILLIS));
  }

  private static void large(Workbench bench, Rig rig) throws Exception {
    long bytes = bench.effort().artifactBytes();
    Path directory = bench.directory("large");
    requireRoom(directory, 4 * bytes);
    Path stdin = stdin(directory.resolve("stdin"), bytes);
    Path copy = directory.resolve("copy");
    List<Double> allowed = new ArrayList<>();
    List<Double> before = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    for (int round = 0; round < bench.effort().rounds(); round++) {
      double dd =
          Commands.seconds("dd", "if=" + stdin, "of=" + copy, "bs=1M", "conv=fsync", "status=none");
      Files.delete(copy);
      Overhead overhead = rig.prove(stdin, bytes);
      allowed.add(FIXED_MILLIS + dd * 1_000 / DD_SHARE);
      before.add(overhead.beforeMillis());
      after.add(overhead.afterMillis());
    }
    String size = "%,d MiB".formatted(bytes >> 20);
    String yardstick = "50 ms + dd fsync / 0.6";
    bench
        .report()
        .add(
            Row.atMost(
                rig.name() + ", call to first byte, stdin of " + size,
                Unit.MILLISECONDS,
                new Series(before),
                yardstick,
                new Series(allowed),
                1.0));
    bench
        .report()
        .add(
            Row.atMost(
                rig.name() + ", last byte of " + size + " to disk",
                Unit.MILLISECONDS,
                new Series(after),
                yardstick,
                new Series(allowed),
                1.0));
    Workbench.deleteTree(directory);
  }

  private static void requireRoom(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          "%d MiB are needed under %s, %d are free".formatted(bytes >> 20, directory, free >> 20));
    }
  }

  /** One item of so many random bytes. */
  private static Path stdin(Path file, long bytes) throws IOException {
    byte[] block = new byte[1 << 20];
    Random random = new Random(1);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(words(1, bytes));
      for (long left = bytes; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(block.length, left));
      }
      out.write(words(0, 0));
    }
    return file;
  }

  private static byte[] words(long first, long second) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(first)
        .putLong(second)
        .array();
  }

  /** Milliseconds on either side of the prover. */
  private record Overhead(double beforeMillis, double afterMillis) {}

  /** A worker's prover with a stub behind it. */
  private record Rig(
      String name,
      Prover prover,
      StubProver stub,
      Capability capability,
      Path directory,
      Path program,
      byte[] key)
      implements AutoCloseable {

    static Rig moongate(Workbench bench) throws Exception {
      byte[] key = Files.readAllBytes(bench.sample().resolve("v5.vk"));
      Path directory = bench.directory("moongate");
      StubProver.Moongate stub = StubProver.Moongate.start(key);
      Capability capability = capability(ProofMode.COMPRESSED, "v5.0.0");
      MoongateProver prover =
          new MoongateProver(
              "bench",
              Set.of(capability),
              new MoongateProver.Equipment(
                  directory.resolve("scratch"),
                  new ProvingKeys(directory.resolve("keys"), 1 << 30),
                  Optional.empty(),
                  Integer.MAX_VALUE),
              new AttachedMoongate(stub.endpoint()),
              ServerLimits.moongate(),
              referee());
      return started("moongate", prover, stub, capability, directory, bench.sample(), "v5", key);
    }

    static Rig server(Workbench bench) throws Exception {
      byte[] key = Files.readAllBytes(bench.sample().resolve("v6.vk"));
      Path directory = bench.directory("server");
      Path socket = Files.createTempDirectory("bench").resolve("s"); // its path must be short
      StubProver stub = StubProver.Frames.start(socket, key);
      Capability capability = capability(ProofMode.CORE, "v6.1.0");
      SocketProver prover =
          new SocketProver(
              "bench",
              Set.of(capability),
              Optional.empty(),
              new AttachedHost(socket),
              ServerLimits.gpu(),
              referee());
      return started("gpu server", prover, stub, capability, directory, bench.sample(), "v6", key);
    }

    private static Referee referee() {
      return new Referee(ExecuteLimits.ofHeap(1));
    }

    private static Capability capability(ProofMode mode, String version) {
      return new Capability(ProverVm.SP1, mode, new CircuitVersion(version), false);
    }

    private static Rig started(
        String name,
        Prover prover,
        StubProver stub,
        Capability capability,
        Path directory,
        Path sample,
        String generation,
        byte[] key)
        throws IOException, InterruptedException {
      CountDownLatch ready = new CountDownLatch(1);
      prover.start(ready::countDown);
      if (!ready.await(60, TimeUnit.SECONDS)) {
        throw new IOException(name + " is not ready: " + prover.state());
      }
      Path program =
          Files.write(
              directory.resolve("program"),
              ProgramArtifact.write(Files.readAllBytes(sample.resolve(generation + ".elf"))));
      return new Rig(name, prover, stub, capability, directory, program, key);
    }

    Overhead prove(Path stdin, long proofBytes) throws Exception {
      Path proof = directory.resolve("proof");
      stub.answerBytes = proofBytes;
      stub.reset();
      long start = System.nanoTime();
      ProofOutcome outcome =
          prover.prove(
              new ProofTask(
                  capability,
                  new VkHash(Bytes32.ZERO),
                  ByteString.copyFrom(key),
                  program,
                  stdin,
                  proof,
                  -1,
                  -1,
                  Optional.empty(),
                  LEASE),
              new Cancellation(),
              new ProgressSink() {
                @Override
                public void report(Progress progress) {
                  // nobody looks
                }

                @Override
                public void executed(Executed executed) {
                  stub.finish();
                }
              });
      long end = System.nanoTime();
      if (!(outcome instanceof ProofOutcome.Proved)) {
        throw new IOException(name + " did not prove: " + outcome);
      }
      Files.delete(proof);
      return new Overhead(
          (stub.firstByteNanos() - start) / NANOS_IN_MILLI,
          (end - stub.lastByteNanos()) / NANOS_IN_MILLI);
    }

    @Override
    public void close() throws IOException {
      prover.close();
      stub.close();
    }
  }
}
