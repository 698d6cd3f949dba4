package org.hierophant.testing.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hierophant.network.domain.RequestId;
import org.hierophant.testing.LocalNetwork;

/** What the coordinator signed about the proof, kept beside it. */
record PassportFile(Path file) {
  static PassportFile save(LocalNetwork network, RequestId id, Path root)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(root.resolve("target").resolve("demo"));
    return new PassportFile(
        Files.writeString(folder.resolve("passport.json"), network.page("/passports/" + id)));
  }

  void show(Screen screen, DemoJob job) {
    screen.row("passport", file.toString());
    screen.row("", "./run verify --passport %s checks it, without the network".formatted(file));
  }
}
