package org.hierophant.sp1.format;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of other projects, beside the checkout; a test that needs an absent one is skipped. */
public final class Fixtures {
  private Fixtures() {}

  public static byte[] read(String name) {
    Path file = Path.of(System.getProperty("hierophant.root"), "../shared/fixtures", name);
    assumeThat(file).as("fixture " + name).exists();
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A file an SDK saved, without the byte that says there is no TEE proof. */
  public static byte[] readFromNetwork(String name) {
    byte[] saved = read(name);
    return java.util.Arrays.copyOf(saved, saved.length - 1);
  }
}
