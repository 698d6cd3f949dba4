package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.testing.ProgramProcess;

/** How much memory a Java process holds, by its own account and by the kernel's. */
final class JvmMemory {
  private static final String JCMD =
      Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
  private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final ProgramProcess process;
  private final Path directory;

  JvmMemory(ProgramProcess process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** Bytes of live objects: what a full collection leaves. */
  long liveHeapBytes() throws IOException, InterruptedException {
    return find(LIVE, jcmd("GC.class_histogram")); // collects before it counts
  }

  /** Bytes of the process that are in memory, after a full collection. */
  long residentBytes() throws IOException, InterruptedException {
    collect();
    return find(RESIDENT, Files.readString(Path.of("/proc/" + process.pid() + "/status"))) << 10;
  }

  private void collect() throws IOException, InterruptedException {
    jcmd("GC.run");
    jcmd("GC.run"); // the second finds what the first's reference handling let go
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    return Commands.output(directory, JCMD, Long.toString(process.pid()), command);
  }

  private static long find(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("no " + pattern + " in: " + text);
    }
    return Long.parseLong(matcher.group(1));
  }
}
