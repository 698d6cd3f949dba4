package org.hierophant.contemplant.prover.circuit;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.hierophant.contemplant.prover.Preparation;
import org.hierophant.contemplant.prover.circuit.CircuitException.Kind;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the circuit files that are missing, one archive after the other, until all are there.
 *
 * <p>They are unpacked beside their place and moved there once they are whole and their key is the
 * right one, so that a folder with a circuit's name is never half of one. Of several workers and
 * provers with one directory one fetches and the others wait: whoever has the lock, which ends with
 * its process.
 *
 * <p><b>Shape.</b> Beside {@code groth16/v5.0.0}: {@code .v5.0.0.lock}; {@code .v5.0.0.part} and
 * {@code .v5.0.0.part.tag}, which the next try goes on with; {@code .v5.0.0.unpacked}. What was at
 * its place and not whole becomes {@code .v5.0.0.incomplete}.
 *
 * <p><b>Thread.</b> One virtual thread of its own; any may ask.
 */
public final class CircuitSupply implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CircuitSupply.class);
  private static final int STEPS = 10;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  private final CircuitFiles files;
  private final CircuitSource source;
  private final List<Capability> wanted;
  private final Pace pace;
  private final HttpClient http;
  private final Thread thread;
  private final Map<String, Preparation> preparations = new ConcurrentSkipListMap<>();
  private volatile Runnable changed = () -> {};

  /**
   * How patient it is.
   *
   * @param first pause after a failure, doubled with each
   * @param longest pause, and the first after a failure that will not heal by itself
   * @param look how often it is looked whether another one is done
   * @param stall without a byte, after which a connection is given up
   */
  record Pace(Duration first, Duration longest, Duration look, Duration stall) {
    static final Pace USUAL =
        new Pace(
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60));
  }

  /**
   * @param offered what a prover is to serve; modes without a circuit need nothing
   */
  public CircuitSupply(CircuitFiles files, CircuitSource source, Set<Capability> offered) {
    this(files, source, offered, Pace.USUAL);
  }

  CircuitSupply(CircuitFiles files, CircuitSource source, Set<Capability> offered, Pace pace) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    this.files = files;
    this.source = source;
    this.pace = pace;
    this.wanted =
        offered.stream()
            .filter(capability -> capability.mode().isWrapped())
            .sorted(Comparator.comparing(CircuitSupply::name))
            .toList();
    this.thread = Thread.ofVirtual().name("circuits").unstarted(this::run);
  }

  private static String name(Capability capability) {
    return CircuitFiles.system(capability.mode()) + " " + capability.circuitVersion();
  }

  /**
   * Begins.
   *
   * @param onChange runs whenever a circuit is complete
   */
  public void start(Runnable onChange) {
    changed = onChange;
    thread.start();
  }

  /** What is not there yet. */
  public List<Preparation> preparations() {
    return List.copyOf(preparations.values());
  }

  private void run() {
    int failures = 0;
    try {
      while (true) {
        Round round = new Round();
        for (Capability capability : wanted) {
          round.provide(capability);
        }
        if (round.missing == 0) {
          return;
        }
        failures = round.failed ? failures + 1 : 0;
        Thread.sleep(round.failed ? pause(round.lasting, failures) : pace.look());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private Duration pause(boolean lasting, int failures) {
    Duration doubled = pace.first().multipliedBy(1L << Math.min(failures - 1, 20));
    return lasting || doubled.compareTo(pace.longest()) > 0 ? pace.longest() : doubled;
  }

  /** One look at all that are wanted. */
  private final class Round {
    private int missing;
    private boolean failed;

    /** All that failed will not heal by itself. */
    private boolean lasting = true;

    void provide(Capability capability) throws InterruptedException {
      String name = name(capability);
      try {
        if (files.problem(capability.mode(), capability.circuitVersion()).isEmpty()) {
          if (preparations.remove(name) != null) {
            changed.run();
          }
          return;
        }
        missing++;
        if (!fetchLocked(capability)) {
          say(name, "another worker fetches it", 0, 0);
          return;
        }
        missing--;
        preparations.remove(name);
        log.atInfo().addKeyValue("circuit", name).log("circuit files are complete");
        changed.run();
      } catch (IOException | RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        failed = true;
        lasting &= e instanceof CircuitException typed && typed.kind() != Kind.CUT;
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        say(name, reason, 0, 0);
        log.atWarn()
            .addKeyValue("circuit", name)
            .addKeyValue(
                "kind", e instanceof CircuitException typed ? typed.kind() : e.getClass().getName())
            .addKeyValue("reason", reason)
            .log("circuit files cannot be fetched now");
      }
    }
  }

  private void say(String name, String state, long done, long total) {
    preparations.put(name, new Preparation(name, state, done, total));
  }

  /** False if another one is at it. */
  private boolean fetchLocked(Capability capability) throws IOException, InterruptedException {
    Path place = files.folder(capability.mode(), capability.circuitVersion());
    Path parent = place.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("no place for circuit files: " + place);
    }
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw new CircuitException(Kind.DISK, "no place for circuit files", e);
    }
    Path lockFile = beside(parent, place, "lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel)) {
      if (lock == null) {
        return false;
      }
      if (files.problem(capability.mode(), capability.circuitVersion()).isPresent()) {
        fetch(capability, place, parent);
      }
      return true;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // another prover of this worker
    }
  }

  private static Path beside(Path parent, Path place, String ending) {
    return parent.resolve("." + place.getFileName() + "." + ending);
  }

  private void fetch(Capability capability, Path place, Path parent)
      throws IOException, InterruptedException {
    String name = name(capability);
    Path part = beside(parent, place, "part");
    Percents percents = new Percents(name);
    ArchiveDownload download = new ArchiveDownload(http, part, pace.stall(), percents::at);
    say(name, "is being fetched", 0, 0);
    log.atInfo()
        .addKeyValue("circuit", name)
        .addKeyValue("from", source.archive(capability.mode(), capability.circuitVersion()))
        .log("circuit files are being fetched");
    download.fetch(source.archive(capability.mode(), capability.circuitVersion()));
    say(name, "is being checked and unpacked", Files.size(part), Files.size(part));
    Path unpacked = beside(parent, place, "unpacked");
    remove(unpacked);
    try {
      Optional<Sha256> expected = source.digest(capability.mode());
      if (expected.isPresent()) {
        requireDigest(part, expected.get());
      }
      Archive.unpack(part, Files.createDirectory(unpacked));
      if (!CircuitFiles.isMarked(capability.circuitVersion())) {
        Files.deleteIfExists(unpacked.resolve(CircuitFiles.MARK));
      } else if (Files.notExists(unpacked.resolve(CircuitFiles.MARK))) {
        Files.createFile(unpacked.resolve(CircuitFiles.MARK));
      }
      Optional<String> problem =
          CircuitFiles.problem(unpacked, capability.mode(), capability.circuitVersion());
      if (problem.isPresent()) {
        throw new CircuitException(Kind.UNUSABLE, "of no use: " + problem.get());
      }
    } catch (CircuitException e) {
      remove(unpacked);
      if (e.kind() == Kind.BAD_DIGEST || e.kind() == Kind.UNUSABLE) {
        download.forget();
      }
      throw e;
    }
    install(unpacked, place, beside(parent, place, "incomplete"));
    download.forget();
  }

  private static void requireDigest(Path archive, Sha256 expected) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[1 << 17];
    try (InputStream in = Files.newInputStream(archive)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    Sha256 actual = Sha256.of(digest.digest());
    if (!actual.equals(expected)) {
      throw new CircuitException(
          Kind.BAD_DIGEST,
          "the archive has digest %s and not the configured %s"
              .formatted(actual.hex(), expected.hex()));
    }
  }

  private static void install(Path unpacked, Path place, Path incomplete) throws IOException {
    if (Files.exists(place)) {
      remove(incomplete);
      Files.move(place, incomplete, StandardCopyOption.ATOMIC_MOVE);
      log.atWarn().addKeyValue("directory", incomplete).log("incomplete circuit files set aside");
    }
    Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void remove(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  /** Says every step once in the log, and every byte to whoever asks. */
  private final class Percents {
    private final String name;
    private int said;

    Percents(String name) {
      this.name = name;
    }

    void at(long done, long total) {
      say(name, "is being fetched", done, total);
      int step = total == 0 ? 0 : (int) (STEPS * done / total);
      if (step > said) {
        said = step;
        log.atInfo()
            .addKeyValue("circuit", name)
            .addKeyValue("percent", step * 100 / STEPS)
            .addKeyValue("bytes", total)
            .log("circuit files are coming");
      }
    }
  }

  /** What has arrived stays for the next time. */
  @Override
  public void close() {
    thread.interrupt();
    http.shutdownNow();
    try {
      thread.join(END_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
