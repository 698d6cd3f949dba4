package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Free bytes of the disk that artifacts lie on. */
@FunctionalInterface
public interface Room {
  long freeBytes() throws IOException;

  /** That of the file system {@code directory} is on, as the system counts it now. */
  static Room of(Path directory) {
    return () -> Files.getFileStore(directory).getUsableSpace();
  }
}
