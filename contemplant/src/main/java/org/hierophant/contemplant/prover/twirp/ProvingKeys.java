package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hierophant.network.domain.Sha256;

/**
 * Proving keys on disk, so that a program is set up once and not for each of its proofs: a key has
 * 164 MB and more, and takes the server seconds.
 *
 * <p><b>Shape.</b> A file for each, named by the SHA-256 of the ELF. Who uses one holds a link to
 * it, so that it may be cleared away meanwhile.
 *
 * <p><b>Limits.</b> As many bytes as told, the least recently used going first; at least the newest
 * stays.
 *
 * <p><b>Thread.</b> Any, and any number of provers with one directory.
 */
public final class ProvingKeys {
  private static final String ENDING = ".pk";

  private final Path directory;
  private final long limitBytes;

  /**
   * @param directory made when it is needed; on one file system with where keys are linked to
   */
  public ProvingKeys(Path directory, long limitBytes) {
    this.directory = directory;
    this.limitBytes = limitBytes;
  }

  /** Links the program's key to {@code target}, which is not there yet; false if there is none. */
  boolean link(Sha256 elf, Path target) throws IOException {
    Path file = file(elf);
    try {
      Files.createLink(target, file);
    } catch (NoSuchFileException _) {
      return false;
    }
    Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
    return true;
  }

  /** Keeps a key, by a link to it: it must not change any more. */
  void keep(Sha256 elf, Path key) throws IOException {
    Files.createDirectories(directory);
    Path part = directory.resolve(elf.hex() + "." + ProcessHandle.current().pid() + ".part");
    Files.deleteIfExists(part);
    try {
      Files.createLink(part, key);
      Files.move(part, file(elf), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException _) {
      return; // another prover is just keeping the same
    } finally {
      Files.deleteIfExists(part);
    }
    makeRoom();
  }

  /** It may be what a prover failed over. */
  void forget(Sha256 elf) throws IOException {
    Files.deleteIfExists(file(elf));
  }

  private Path file(Sha256 elf) {
    return directory.resolve(elf.hex() + ENDING);
  }

  private record Kept(Path file, long bytes, FileTime used) {}

  private void makeRoom() throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        try {
          var attributes = Files.readAttributes(file, BasicFileAttributes.class);
          kept.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException _) {
          continue; // another prover clears too
        }
      }
    }
    kept.sort(Comparator.comparing(Kept::used));
    long all = kept.stream().mapToLong(Kept::bytes).sum();
    for (Kept oldest : kept.subList(0, Math.max(0, kept.size() - 1))) {
      if (all <= limitBytes) {
        break;
      }
      Files.deleteIfExists(oldest.file());
      all -= oldest.bytes();
    }
  }
}
