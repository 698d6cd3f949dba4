package org.hierophant.testing.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that processes have had, as Linux counts it. */
final class PeakMemory {
  private static final long KIB_IN_MIB = 1024;

  private PeakMemory() {}

  /** Of the largest process below this one, for people; says so where nobody counts. */
  static String ofChildren(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .mapToLong(child -> peakMebibytes(child.pid()))
        .max()
        .stream()
        .filter(mebibytes -> mebibytes > 0)
        .mapToObj("at most %,d MiB so far"::formatted)
        .findFirst()
        .orElse("memory unknown");
  }

  private static long peakMebibytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_IN_MIB)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0; // it has ended, or this is no Linux
    }
  }
}
