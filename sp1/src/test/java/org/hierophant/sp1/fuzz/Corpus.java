package org.hierophant.sp1.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that fuzzing found worth keeping: {@code corpus/<target>/} beside this package. */
final class Corpus {
  private static final Path FOLDER =
      Path.of(
          System.getProperty("hierophant.root", ".."),
          "sp1/src/test/resources/org/hierophant/sp1/fuzz/corpus");

  private Corpus() {}

  static Path folder(Target target) {
    return FOLDER.resolve(target.label());
  }

  /** In the order of their names. */
  static List<byte[]> of(Target target) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder(target))) {
      for (Path file : files.sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
    }
    return inputs;
  }
}
