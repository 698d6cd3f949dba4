package org.hierophant.contemplant.prover.circuit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.hierophant.contemplant.prover.circuit.CircuitException.Kind;

/**
 * Takes the plain files at the top of a {@code .tar.gz} out of it, and nothing else.
 *
 * <p><b>Limits.</b> {@value #MAX_FILES} entries, {@value #MAX_BYTES} bytes in all.
 */
final class Archive {
  private static final int MAX_FILES = 1_000;
  private static final long MAX_BYTES = 128L << 30;
  private static final int BUFFER_BYTES = 1 << 17;

  /** What may follow the last file: a block of the usual twenty records, and a little more. */
  private static final int MAX_PADDING_BYTES = 1 << 16;

  private Archive() {}

  /**
   * Unpacks all of it.
   *
   * @param target an empty directory
   * @throws CircuitException of kind UNUSABLE if it is not a whole archive, of kind DISK if there
   *     is no room
   */
  static void unpack(Path archive, Path target) throws IOException {
    try (InputStream file = Files.newInputStream(archive);
        InputStream plain =
            new BufferedInputStream(new GZIPInputStream(file, BUFFER_BYTES), BUFFER_BYTES);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      files(tar, target);
      if (plain.readNBytes(MAX_PADDING_BYTES).length == MAX_PADDING_BYTES) {
        throw new CircuitException(Kind.UNUSABLE, "the archive goes on after its end mark");
      } // or ended, and so with the right checksum
    } catch (CircuitException e) {
      throw e;
    } catch (IOException e) {
      throw new CircuitException(Kind.UNUSABLE, "the archive is damaged", e);
    }
  }

  private static void files(TarArchiveInputStream tar, Path target) throws IOException {
    int count = 0;
    long taken = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      count++;
      if (count > MAX_FILES) {
        throw new CircuitException(Kind.UNUSABLE, "the archive has more files than circuits have");
      }
      taken += entry.getSize();
      if (taken < 0 || taken > MAX_BYTES) {
        throw new CircuitException(Kind.UNUSABLE, "the archive has more bytes than circuits have");
      }
      String name = entry.getName().replaceFirst("^\\./", "");
      if (entry.isFile() && name.matches("[A-Za-z0-9_.-]+") && !name.matches("\\.+")) {
        take(tar, entry.getSize(), target.resolve(name));
      }
    }
  }

  private static void take(InputStream in, long size, Path file) throws IOException {
    try (FileChannel out = create(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("it ends within " + file.getFileName());
        }
        write(ByteBuffer.wrap(buffer, 0, read), out);
        left -= read;
      }
      force(out);
    }
  }

  private static FileChannel create(Path file) throws CircuitException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  private static void write(ByteBuffer piece, FileChannel out) throws CircuitException {
    try {
      while (piece.hasRemaining()) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  private static void force(FileChannel out) throws CircuitException {
    try {
      out.force(true);
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  private static CircuitException noRoom(IOException cause) {
    return new CircuitException(Kind.DISK, "the archive cannot be unpacked", cause);
  }
}
