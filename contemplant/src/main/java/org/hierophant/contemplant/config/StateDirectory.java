package org.hierophant.contemplant.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/** The worker's own directory: who it is, and that no other process is it at the same time. */
public final class StateDirectory implements AutoCloseable {
  private static final String NAMES = "/contemplant_names.txt";

  private final Path directory;
  private final FileChannel lock;

  private StateDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there and claims it.
   *
   * @throws IOException if it cannot be written, or another process has claimed it
   */
  public static StateDirectory claim(Path directory) throws IOException {
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException("state_directory " + directory + " cannot be written: " + e, e);
    }
    if (!tryLock(channel)) {
      channel.close();
      throw new IOException("another worker runs in state_directory " + directory);
    }
    return new StateDirectory(directory, channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  public Path resolve(String child) {
    return directory.resolve(child);
  }

  /** Made at the first start and the same ever after. */
  public WorkerId workerId() throws IOException {
    return new WorkerId(remembered("worker-id", () -> UUID.randomUUID().toString()));
  }

  /** The configured name, or one drawn at the first start and kept. */
  public String name(Optional<String> configured, RandomGenerator random) throws IOException {
    return configured.isPresent() ? configured.get() : remembered("name", () -> draw(random));
  }

  private static String draw(RandomGenerator random) throws IOException {
    List<String> names = names();
    return names.get(random.nextInt(names.size()));
  }

  /** The names a worker draws from. */
  static List<String> names() throws IOException {
    try (@Nullable InputStream in = StateDirectory.class.getResourceAsStream(NAMES)) {
      if (in == null) {
        throw new IOException("the build left out " + NAMES);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  @FunctionalInterface
  private interface Maker {
    String make() throws IOException;
  }

  private String remembered(String file, Maker maker) throws IOException {
    Path path = directory.resolve(file);
    if (Files.exists(path)) {
      return Files.readString(path).strip();
    }
    String made = maker.make();
    Path part = directory.resolve(file + ".part");
    Files.writeString(part, made + "\n");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
