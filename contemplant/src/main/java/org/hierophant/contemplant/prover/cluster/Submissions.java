package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was given to the cluster, on disk, so that a worker that starts again goes on with it. A
 * record is written before the cluster hears of the proof, and removed once the attempt is gone.
 *
 * <p><b>Shape.</b> A file for each, named by the proof's id: its five fields in order, a line each.
 *
 * <p><b>Thread.</b> Any; a change waits for the disk.
 */
final class Submissions {
  private static final Logger log = LoggerFactory.getLogger(Submissions.class);
  private static final int FIELDS = 5;
  private static final String PART = ".part";

  private final Path directory;

  Submissions(Path directory) {
    this.directory = directory;
  }

  /** What was given for this attempt. */
  Optional<Submission> of(Path attempt) throws IOException {
    Path wanted = attempt.toAbsolutePath();
    return all().stream().filter(one -> one.attempt().equals(wanted)).findFirst();
  }

  synchronized List<Submission> all() throws IOException {
    List<Path> files;
    try (Stream<Path> present = Files.list(directory)) {
      files = present.filter(file -> !file.toString().endsWith(PART)).sorted().toList();
    } catch (NoSuchFileException _) {
      return List.of(); // nothing was ever given
    }
    List<Submission> all = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() == FIELDS) {
        all.add(
            new Submission(
                lines.get(0), lines.get(1), lines.get(2), lines.get(3), Path.of(lines.get(4))));
      } else {
        log.atError().addKeyValue("file", file).log("submission on disk is not understood");
      }
    }
    return all;
  }

  /** Durable when this returns. */
  synchronized void put(Submission one) throws IOException {
    Files.createDirectories(directory);
    String text =
        String.join(
            "\n", one.proof(), one.program(), one.stdin(), one.output(), one.attempt().toString());
    Path part = directory.resolve(one.proof() + PART);
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, directory.resolve(one.proof()), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  synchronized void remove(Submission one) throws IOException {
    Files.deleteIfExists(directory.resolve(one.proof()));
  }
}
