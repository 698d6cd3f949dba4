package org.hierophant.contemplant.prover.circuit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.hierophant.contemplant.prover.circuit.CircuitException.Kind;

/**
 * Takes the files out of a {@code .tar.gz}.
 *
 * <p><b>Shape.</b> ustar, with GNU's large sizes and long names and pax's headers passed over: the
 * names that are looked for are short. Only plain files at the top are taken.
 *
 * <p><b>Limits.</b> {@value #MAX_FILES} entries, {@value #MAX_BYTES} bytes in all.
 *
 * <p><b>Source.</b> POSIX.1-1988, and the manual of GNU tar, "Basic Tar Format".
 */
final class Archive {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_BYTES = 12;
  private static final int SUM_AT = 148;
  private static final int SUM_BYTES = 8;
  private static final int KIND_AT = 156;
  private static final int MAX_FILES = 1_000;
  private static final long MAX_BYTES = 128L << 30;
  private static final int MAX_PADDING_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 17;

  private final InputStream in;
  private long taken;

  private Archive(InputStream in) {
    this.in = in;
  }

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
            new BufferedInputStream(new GZIPInputStream(file, BUFFER_BYTES), BUFFER_BYTES)) {
      new Archive(plain).files(target);
      if (plain.readNBytes(MAX_PADDING_BYTES).length == MAX_PADDING_BYTES) {
        throw new CircuitException(Kind.UNUSABLE, "the archive goes on after its end mark");
      } // or ended, and so with the right checksum
    } catch (EOFException | ZipException e) {
      throw new CircuitException(Kind.UNUSABLE, "the archive is damaged", e);
    }
  }

  private void files(Path target) throws IOException {
    byte[] header = new byte[BLOCK];
    for (int count = 0; count <= MAX_FILES; count++) {
      if (in.readNBytes(header, 0, BLOCK) < BLOCK) {
        throw new EOFException("it ends without its end mark");
      }
      if (isZero(header)) {
        return;
      }
      requireSum(header);
      long size = size(header);
      taken += size;
      if (size < 0 || taken > MAX_BYTES) {
        throw new CircuitException(Kind.UNUSABLE, "the archive has more bytes than circuits have");
      }
      String name = name(header);
      boolean isFile = header[KIND_AT] == '0' || header[KIND_AT] == 0;
      if (isFile && name.matches("[A-Za-z0-9_.-]+") && !name.matches("\\.+")) {
        take(target.resolve(name), size);
      } else {
        in.skipNBytes(size);
      }
      in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
    throw new CircuitException(Kind.UNUSABLE, "the archive has more files than circuits have");
  }

  private void take(Path file, long size) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("it ends within " + file.getFileName());
        }
        write(ByteBuffer.wrap(buffer, 0, read), out);
        left -= read;
      }
      out.force(true);
    }
  }

  private static void write(ByteBuffer piece, FileChannel out) throws CircuitException {
    try {
      while (piece.hasRemaining()) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw new CircuitException(Kind.DISK, "the archive cannot be unpacked", e);
    }
  }

  private static boolean isZero(byte[] header) {
    for (byte value : header) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, its own counted as blanks. */
  private static void requireSum(byte[] header) throws CircuitException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, SUM_AT, SUM_BYTES)) {
      throw new CircuitException(Kind.UNUSABLE, "the archive has a header that is none");
    }
  }

  private static String name(byte[] header) {
    String name = text(header, 0, NAME_BYTES);
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private static String text(byte[] header, int start, int length) {
    int end = start;
    while (end < start + length && header[end] != 0) {
      end++;
    }
    return new String(header, start, end - start, StandardCharsets.UTF_8);
  }

  /** Octal digits; of more than 8 GiB big endian, with the first bit set. */
  private static long size(byte[] header) throws CircuitException {
    if ((header[SIZE_AT] & 0x80) == 0) {
      return octal(header, SIZE_AT, SIZE_BYTES);
    }
    return ByteBuffer.wrap(header).getLong(SIZE_AT + SIZE_BYTES - Long.BYTES);
  }

  private static long octal(byte[] header, int start, int length) throws CircuitException {
    String digits = text(header, start, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new CircuitException(Kind.UNUSABLE, "the archive has a header that is none");
    }
    return Long.parseLong(digits, 8);
  }
}
