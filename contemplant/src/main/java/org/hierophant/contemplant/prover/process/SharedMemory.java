package org.hierophant.contemplant.prover.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shared memory and semaphores that SP1's executor leaves behind when it is killed: gigabytes, of
 * memory. Each run names its own at random, so a name says that it is SP1's, not whose.
 *
 * <p><b>Limits.</b> What a living process still has mapped or open is left alone, and so is what is
 * not ours to remove.
 *
 * <p><b>Source.</b> {@code sp1-core-executor-runner} {@code src/native.rs} and {@code sp1-jit}
 * {@code src/shm.rs}, 6.10.0.
 */
final class SharedMemory {
  private static final Logger log = LoggerFactory.getLogger(SharedMemory.class);
  private static final Path DIRECTORY = Path.of("/dev/shm");
  private static final Pattern NAME =
      Pattern.compile("(sem\\.)?(sp1_[A-Za-z0-9_-]{22}={0,2}_)(m|t|t_filled|t_empty)");

  private SharedMemory() {}

  static void removeAbandoned() {
    removeAbandoned(DIRECTORY);
  }

  static void removeAbandoned(Path directory) {
    for (Path file : candidates(directory)) {
      try {
        if (isOurs(file) && !isUsed(file)) {
          Files.deleteIfExists(file);
          log.atInfo().addKeyValue("file", file).log("abandoned shared memory removed");
        }
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("file", file)
            .addKeyValue("reason", e.getMessage())
            .log("abandoned shared memory cannot be removed");
      }
    }
  }

  private static boolean isOurs(Path file) throws IOException {
    return Files.getOwner(file).equals(Files.getOwner(Path.of("/proc/self")));
  }

  /** A semaphore is in use while the memory it guards is. */
  private static boolean isUsed(Path file) {
    var name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return true;
    }
    return ProcessTable.isUsed(file.resolveSibling(name.group(2) + "t"))
        || ProcessTable.isUsed(file.resolveSibling(name.group(2) + "m"));
  }

  private static List<Path> candidates(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, entry -> NAME.matcher(entry.getFileName().toString()).matches())) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException _) {
      return found; // there is none on this system
    }
    return found;
  }
}
