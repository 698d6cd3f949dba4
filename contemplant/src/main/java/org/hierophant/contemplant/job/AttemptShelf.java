package org.hierophant.contemplant.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.FrameException;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.FromWorkerCodec;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.ToWorkerCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts on disk: what this worker has promised and not yet been released from. Survives {@code
 * kill -9} at any instruction.
 *
 * <p><b>Shape.</b> A directory per attempt, named by a digest of request and lease, with {@code
 * offer} (its frame), {@code coordinator}, {@code starts}, {@code proof} and {@code outcome} (the
 * frame that will be said until it is settled). A directory without {@code offer} never was
 * promised; a proof without {@code outcome} is not whole. A finished attempt says so only with
 * both.
 *
 * <p><b>Thread.</b> One at a time for one attempt.
 */
public final class AttemptShelf {
  private static final Logger log = LoggerFactory.getLogger(AttemptShelf.class);
  private static final String OFFER = "offer";
  private static final String COORDINATOR = "coordinator";
  private static final String STARTS = "starts";
  private static final String OUTCOME = "outcome";

  private final Path directory;

  /**
   * @throws IOException if the directory cannot be made
   */
  public AttemptShelf(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  Path directory() {
    return directory;
  }

  /** Everything promised and not released; leftovers of promises never made are removed. */
  List<Shelved> load() throws IOException {
    List<Path> directories;
    try (Stream<Path> all = Files.list(directory)) {
      directories = all.filter(Files::isDirectory).toList();
    }
    List<Shelved> loaded = new ArrayList<>();
    for (Path one : directories) {
      try {
        if (Files.exists(one.resolve(OFFER))) {
          loaded.add(load(one));
        } else {
          DurableFiles.deleteTree(one);
        }
      } catch (FrameException | IOException | NumberFormatException e) {
        log.atError()
            .addKeyValue("directory", one)
            .addKeyValue("reason", e.getMessage())
            .log("attempt on disk cannot be read, left alone");
      }
    }
    return loaded;
  }

  private static Shelved load(Path directory) throws IOException, FrameException {
    ByteBuffer frame = ByteBuffer.wrap(Files.readAllBytes(directory.resolve(OFFER)));
    if (!(ToWorkerCodec.decode(frame) instanceof ToWorker.Offer offer)) {
      throw new FrameException("not an offer");
    }
    Shelved loaded =
        new Shelved(
            directory,
            offer,
            Files.readString(directory.resolve(COORDINATOR)),
            starts(directory),
            Optional.empty());
    Path said = directory.resolve(OUTCOME);
    if (!Files.exists(said)) {
      return loaded;
    }
    return switch (FromWorkerCodec.decode(ByteBuffer.wrap(Files.readAllBytes(said)))) {
      case FromWorker.Result _ when Files.notExists(loaded.proof()) -> loaded;
      case FromWorker.OfAttempt outcome -> loaded.endedBy(outcome);
      default -> throw new FrameException("not an outcome");
    };
  }

  private static int starts(Path directory) throws IOException {
    Path file = directory.resolve(STARTS);
    return Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
  }

  /** Promises: durable when this returns. */
  Shelved put(ToWorker.Offer offer, String coordinator) throws IOException {
    Path one = directory.resolve(name(offer.attempt()));
    DurableFiles.deleteTree(one);
    Files.createDirectory(one);
    DurableFiles.forceDirectory(one);
    DurableFiles.write(one.resolve(COORDINATOR), text(coordinator));
    DurableFiles.write(one.resolve(OFFER), ToWorkerCodec.encode(offer));
    return new Shelved(one, offer, coordinator, 0, Optional.empty());
  }

  /** Notes that it is begun once more, and removes what an earlier start left. */
  Shelved begin(Shelved attempt) throws IOException {
    Shelved begun = attempt.begunOnceMore();
    DurableFiles.write(attempt.directory().resolve(STARTS), text(Integer.toString(begun.starts())));
    Files.deleteIfExists(attempt.proof());
    return begun;
  }

  /** Keeps the outcome, and the proof if it is one: durable when this returns. */
  Shelved finish(Shelved attempt, FromWorker.OfAttempt outcome) throws IOException {
    boolean hasProof = outcome instanceof FromWorker.Result;
    if (hasProof) {
      DurableFiles.force(attempt.proof());
    }
    DurableFiles.write(attempt.directory().resolve(OUTCOME), FromWorkerCodec.encode(outcome));
    if (!hasProof) {
      Files.deleteIfExists(attempt.proof());
    }
    return attempt.endedBy(outcome);
  }

  /** When it last changed; long ago if the disk does not say. */
  Instant changedAt(Shelved attempt) {
    try {
      return Files.getLastModifiedTime(attempt.directory()).toInstant();
    } catch (IOException _) {
      return Instant.EPOCH; // only the order of what is given up first depends on it
    }
  }

  /** Forgets it. The offer goes first: without it there is no promise. */
  void remove(Shelved attempt) throws IOException {
    Files.deleteIfExists(attempt.directory().resolve(OFFER));
    DurableFiles.deleteTree(attempt.directory());
  }

  private static String name(AttemptKey key) {
    byte[] bytes = (key.request() + "/" + key.lease().text()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.ofContent(bytes).toBytes(), 0, 16);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
