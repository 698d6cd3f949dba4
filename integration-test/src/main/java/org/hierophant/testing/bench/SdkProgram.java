package org.hierophant.testing.bench;

import java.nio.file.Path;
import org.hierophant.sp1.Generation;

/** The test clients on the real SDKs, where {@code integration-test/sdk/build.sh} places them. */
final class SdkProgram {
  private SdkProgram() {}

  /** Of one generation; it may not have been built. */
  static Path of(Generation generation) {
    String chosen = System.getenv("HIEROPHANT_CARGO_TARGET");
    String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
    Path folder = chosen != null ? Path.of(chosen) : caches.resolve("hierophant/cargo-target");
    String name =
        switch (generation) {
          case V5 -> "sp1-client-v5";
          case V6 -> "sp1-client-v6";
        };
    return folder.resolve("target/release").resolve(name);
  }

  /** What it is built on. */
  static String release(Generation generation) {
    return switch (generation) {
      case V5 -> "5.2.4";
      case V6 -> "6.10.0";
    };
  }
}
