package org.hierophant.contemplant.prover.server;

import com.github.luben.zstd.ZstdIOException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.ArtifactDecoder;
import org.hierophant.network.transfer.Encoding;

/**
 * A program or stdin as the server wants it: decoded while it is sent, never whole in memory.
 *
 * <p>It is read twice, first to measure and check it, since its length goes before it.
 *
 * @param stored as the client stored it, possibly compressed
 * @param bytes how many plain bytes there are
 */
public record PlainArtifact(Path stored, boolean compressed, long bytes) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** So much is sent between two checks. */
  private static final long STRETCH_BYTES = 4 << 20;

  /** What is asked now and then whether to go on. */
  public interface Check {
    void check() throws IOException;
  }

  /** A checked program. */
  public record Program(PlainArtifact artifact, Sha256 elfDigest) {}

  /**
   * Measures a program: the length of the ELF, then the ELF.
   *
   * @throws BadInputException if it is anything else
   * @throws org.hierophant.network.transfer.DecodedTooLargeException if there are more than {@code
   *     limitBytes}
   */
  public static Program program(Path stored, long limitBytes)
      throws IOException, BadInputException {
    try (CountedStream plain = open(stored, limitBytes)) {
      byte[] head = plain.readNBytes(Long.BYTES);
      var digested = new DigestInputStream(plain, Sha256.newDigest());
      digested.transferTo(OutputStream.nullOutputStream());
      if (head.length < Long.BYTES
          || ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong()
              != plain.count() - Long.BYTES) {
        throw new BadInputException("the program's file is not one ELF after its length");
      }
      return new Program(
          new PlainArtifact(stored, isCompressed(stored), plain.count()),
          Sha256.of(digested.getMessageDigest().digest()));
    } catch (ZstdIOException e) {
      throw new BadInputException(
          "the program's file is not a whole zstd frame: " + e.getMessage());
    }
  }

  /**
   * Measures and checks a stdin.
   *
   * @throws BadInputException if it is not exactly one stdin
   * @throws org.hierophant.network.transfer.DecodedTooLargeException as above
   */
  public static PlainArtifact stdin(Path stored, long limitBytes)
      throws IOException, BadInputException {
    try (CountedStream plain = open(stored, limitBytes)) {
      StdinShape.check(plain);
      return new PlainArtifact(stored, isCompressed(stored), plain.count());
    } catch (ZstdIOException e) {
      throw new BadInputException("the stdin's file is not a whole zstd frame: " + e.getMessage());
    }
  }

  private static CountedStream open(Path stored, long limitBytes) throws IOException {
    InputStream file = Files.newInputStream(stored);
    try {
      boolean skippable = !isCompressed(stored) && Files.size(stored) <= limitBytes;
      InputStream plain = skippable ? file : ArtifactDecoder.decode(file, limitBytes);
      return new CountedStream(new BufferedInputStream(plain, BUFFER_BYTES));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static boolean isCompressed(Path stored) throws IOException {
    try (InputStream in = Files.newInputStream(stored)) {
      byte[] start = in.readNBytes(Encoding.MAGIC_BYTES);
      return Encoding.of(start, start.length) == Encoding.ZSTD;
    }
  }

  /**
   * Sends exactly {@link #bytes} plain bytes.
   *
   * @throws IOException if the file is no longer what was measured, or {@code out} fails
   */
  public void writeTo(WritableByteChannel out) throws IOException {
    writeTo(out, () -> {});
  }

  /**
   * As above.
   *
   * @param between runs before each piece; what it throws ends the sending
   */
  public void writeTo(WritableByteChannel out, Check between) throws IOException {
    long left = compressed ? decodeTo(out, between) : copyTo(out, between);
    if (left != 0) {
      throw new IOException("file changed while it was sent: " + stored);
    }
  }

  private long copyTo(WritableByteChannel out, Check between) throws IOException {
    try (FileChannel file = FileChannel.open(stored, StandardOpenOption.READ)) {
      long sent = 0;
      while (sent < bytes) {
        between.check();
        long more = file.transferTo(sent, Math.min(STRETCH_BYTES, bytes - sent), out);
        if (more <= 0) {
          break;
        }
        sent += more;
      }
      return bytes - sent;
    }
  }

  private long decodeTo(WritableByteChannel out, Check between) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = bytes;
    try (InputStream in = ArtifactDecoder.decode(Files.newInputStream(stored), bytes)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        between.check();
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, read);
        while (piece.hasRemaining()) {
          out.write(piece);
        }
        left -= read;
      }
    }
    return left;
  }

  /** Counts what is read or skipped. */
  private static final class CountedStream extends FilterInputStream {
    private long count;

    CountedStream(InputStream in) {
      super(in);
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      long skipped = in.skip(wanted);
      count += skipped;
      return skipped;
    }
  }
}
