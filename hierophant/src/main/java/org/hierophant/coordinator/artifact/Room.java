package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Free bytes of the disk that artifacts lie on. */
@FunctionalInterface
public interface Room {
  long freeBytes() throws IOException;

  /**
   * That of the file system {@code directory} is on, as the system counts it at every call. To find
   * that file system takes some 70 µs, which every request would pay; to ask it, 1.3 µs.
   */
  static Room of(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return store::getUsableSpace;
  }
}
