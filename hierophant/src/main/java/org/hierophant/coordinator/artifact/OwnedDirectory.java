package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory that this process, and no other, keeps its files in. Marked when it was empty; one
 * with foreign files and no mark is refused, so that no setting can make us touch them.
 */
public final class OwnedDirectory implements AutoCloseable {
  private static final String MARKER = ".hierophant";
  private static final String LOCK = ".lock";

  private final Path path;
  private final FileChannel lockFile;

  private OwnedDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory and its parents where they are missing, and takes it until {@link #close}.
   *
   * @param key setting that named it, for the message
   * @throws IOException if it cannot be used; the message is one line for the operator
   */
  public static OwnedDirectory claim(Path path, String key) throws IOException {
    try {
      Files.createDirectories(path);
      if (Files.notExists(path.resolve(MARKER))) {
        refuseForeignFiles(path, key);
        Files.writeString(path.resolve(MARKER), "format 1\n");
        DurableFiles.forceDirectory(path);
      }
      return lock(path, key);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(key + ": " + path + " is not a directory", e);
    } catch (AccessDeniedException e) {
      throw new IOException(key + ": " + path + " is not writable", e);
    } catch (FileSystemException e) { // e.g. "…/file/state: Not a directory"
      throw new IOException(key + ": " + e.getMessage(), e);
    }
  }

  private static void refuseForeignFiles(Path path, String key) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals("lost+found")) {
          throw new IOException(
              "%s: %s holds files that are not ours (%s): name an empty directory"
                  .formatted(key, path, file.getFileName()));
        }
      }
    }
  }

  private static OwnedDirectory lock(Path path, String key) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new OwnedDirectory(path, channel);
      }
    } catch (OverlappingFileLockException _) {
      // held by this very process: refused below like any other holder
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(key + ": " + path + " is in use by another coordinator");
  }

  public Path path() {
    return path;
  }

  /** Gives the directory up; its files stay. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
