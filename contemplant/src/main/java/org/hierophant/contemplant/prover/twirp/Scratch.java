package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for the files between the stages of one proof: gigabytes, gone when it is closed.
 *
 * @param directory of this proof alone
 */
record Scratch(Path directory) implements AutoCloseable {
  static Scratch open(Path root) throws IOException {
    return new Scratch(Files.createTempDirectory(Files.createDirectories(root), "proof-"));
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** Removes a directory with all that is in it, if it is there. */
  static void remove(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void close() throws IOException {
    remove(directory);
  }
}
