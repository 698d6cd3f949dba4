package org.hierophant.testing.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.artifact.CreateArtifactResponse;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;

/**
 * One large artifact in and out, beside {@code dd conv=fsync} and {@code cat} on the same disk.
 *
 * <p>The bytes are random and come from a file in the page cache, for PUT and dd alike. GET and cat
 * read the same stored file, which is dropped from the page cache before each.
 */
final class ArtifactBenchmark implements Benchmark {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final long HEAP_LIMIT_BYTES = 16L << 20;

  @Override
  public String name() {
    return "artifacts";
  }

  @Override
  public void run(Workbench bench) throws Exception {
    LocalNetwork network = bench.network("artifacts");
    try {
      ProgramProcess coordinator = network.startCoordinator(Workbench.JVM_ARGUMENTS);
      try (SdkClient client =
          SdkClient.connect(
              network.rpcUrl(), SdkProfile.SDK_6_BASE, new SigningKey(fill(32, (byte) 1)))) {
        measure(bench, network, client, new JvmMemory(coordinator, network.directory()));
      }
    } finally {
      bench.release(network);
      Workbench.deleteTree(network.directory());
    }
  }

  private static void measure(
      Workbench bench, LocalNetwork network, SdkClient client, JvmMemory memory) throws Exception {
    long bytes = bench.effort().artifactBytes();
    requireRoom(network.directory(), (bench.effort().rounds() + 4) * bytes);
    Path source = network.directory().resolve("source");
    bench.say("artifacts: making %d MiB of random bytes", bytes >> 20);
    String digest = writeRandom(source, bytes);
    Upload upload = new Upload(network, client, source);
    upload.prepare();
    upload.put(RawHttp.Pause.none());
    String head = RawHttp.get(upload.download(), RawHttp.Pause.none());
    if (!head.contains("etag: \"" + digest + '"')) {
      throw new IllegalStateException("other bytes are stored: " + head);
    }
    Path copy = network.directory().resolve("copy");
    bench.say("artifacts: measuring");
    List<Series> puts =
        Series.alternate(
            bench.effort().rounds(),
            () -> rate(bytes, dd(source, copy)),
            () -> {
              upload.prepare();
              return rate(bytes, seconds(() -> upload.put(RawHttp.Pause.none())));
            });
    Path stored = upload.stored();
    List<Series> gets =
        Series.alternate(
            bench.effort().rounds(),
            () -> rate(bytes, cold(stored, () -> Commands.seconds("cat", stored.toString()))),
            () -> rate(bytes, cold(stored, () -> seconds(upload::get))),
            () -> rate(bytes, Commands.seconds("cat", stored.toString())),
            () -> rate(bytes, seconds(upload::get)));
    String size = "%,d MiB".formatted(bytes >> 20);
    BenchReport report = bench.report();
    report.add(
        Row.atLeast(
            "PUT of " + size, Unit.MIB_PER_SECOND, puts.get(1), "dd fsync", puts.get(0), 0.6));
    report.add(
        Row.atLeast(
            "GET of " + size, Unit.MIB_PER_SECOND, gets.get(1), "cat, uncached", gets.get(0), 0.6));
    report.add(
        Row.shown(
            "GET of " + size + " in the page cache",
            Unit.MIB_PER_SECOND,
            gets.get(3),
            "cat, cached",
            gets.get(2)));
    long before = memory.liveHeapBytes();
    long[] during = new long[2];
    upload.prepare();
    upload.put(() -> during[0] = memory.liveHeapBytes());
    RawHttp.get(upload.download(), () -> during[1] = memory.liveHeapBytes());
    double growth = (Math.max(during[0], during[1]) - before) / 1024.0 / 1024.0;
    report.add(
        Row.below(
            "live heap amid PUT and GET of " + size,
            Unit.MIB,
            Series.of(growth),
            HEAP_LIMIT_BYTES >> 20));
  }

  private static void requireRoom(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          "%d MiB are needed under %s, %d are free".formatted(bytes >> 20, directory, free >> 20));
    }
  }

  private static byte[] fill(int length, byte value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, value);
    return bytes;
  }

  /** Returns the SHA-256 in hex digits. */
  private static String writeRandom(Path file, long bytes) throws IOException {
    var digest = Sha256.newDigest();
    Random random = new Random(1);
    byte[] block = new byte[BLOCK_BYTES];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long written = 0; written < bytes; written += block.length) {
        random.nextBytes(block);
        digest.update(block);
        ByteBuffer buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static double dd(Path source, Path copy) throws IOException, InterruptedException {
    double seconds =
        Commands.seconds("dd", "if=" + source, "of=" + copy, "bs=1M", "conv=fsync", "status=none");
    Files.delete(copy);
    return seconds;
  }

  private static double cold(Path file, Series.Measurement measurement) throws Exception {
    // Advises the kernel to forget the whole file; needs no rights.
    Commands.seconds("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
    return measurement.take();
  }

  private static double seconds(RawHttp.Pause work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double rate(long bytes, double seconds) {
    return bytes / seconds / 1024 / 1024;
  }

  /**
   * Stores the same bytes under a new name each time. What was stored before is removed, so that
   * every write finds the same free memory and disk, as dd's does.
   */
  private static final class Upload {
    private final LocalNetwork network;
    private final SdkClient client;
    private final Path source;
    private String uri = "";
    private String url = "";

    Upload(LocalNetwork network, SdkClient client, Path source) {
      this.network = network;
      this.client = client;
      this.source = source;
    }

    void put(RawHttp.Pause half) throws Exception {
      RawHttp.put(URI.create(url), source, half);
    }

    /** Makes room for the next {@link #put}. */
    void prepare() throws Exception {
      if (!uri.isEmpty()) {
        Files.delete(stored());
      }
      CreateArtifactResponse created = client.createArtifact(ArtifactType.STDIN);
      url = created.getArtifactPresignedUrl();
      uri = created.getArtifactUri();
    }

    void get() throws Exception {
      RawHttp.get(download(), RawHttp.Pause.none());
    }

    URI download() {
      return network.httpUrl().resolve("/" + uri);
    }

    /** Where the coordinator keeps the last one. */
    Path stored() throws IOException {
      try (Stream<Path> files = Files.walk(network.directory().resolve("artifacts"))) {
        return files
            .filter(file -> file.getFileName().toString().startsWith(uri))
            .findFirst()
            .orElseThrow(() -> new IOException("nothing is stored under " + uri));
      }
    }
  }
}
