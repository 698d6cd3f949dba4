package org.hierophant.contemplant.prover.execute;

import com.github.luben.zstd.ZstdIOException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hierophant.network.transfer.ArtifactDecoder;
import org.hierophant.network.transfer.DecodedTooLargeException;
import org.hierophant.network.transfer.Encoding;

/**
 * The plain bytes of an artifact, mapped: of the file itself where it is plain, else of a scratch
 * file that has no name any more.
 *
 * <p><b>Limits.</b> At most as many plain bytes as the caller allows, counted while they are
 * written; nothing is sized by what the file says.
 */
final class DecodedFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private DecodedFile() {}

  /** The file says it is compressed and is not, or not to its end. */
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(IOException cause) {
      super("is not a whole zstd frame: " + cause.getMessage(), cause);
    }
  }

  /** More plain bytes than allowed: by accident, or as a bomb. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(long limitBytes) {
      super("decodes to more than " + limitBytes + " bytes");
    }
  }

  /** Decoding was stopped. */
  static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param scratch a file that may be overwritten; it is gone afterwards
   * @param arena how long the bytes are there
   * @throws TooLargeException if there are more than {@code limitBytes} plain bytes
   * @throws BrokenException if the file cannot be decoded
   * @throws StoppedException if {@code stop} was raised
   * @throws IOException if the disk fails
   */
  static MemorySegment map(Path stored, Path scratch, long limitBytes, StopSignal stop, Arena arena)
      throws IOException, TooLargeException, BrokenException, StoppedException {
    if (!isCompressed(stored)) {
      if (Files.size(stored) > limitBytes) {
        throw new TooLargeException(limitBytes);
      }
      return map(stored, arena);
    }
    try {
      decode(stored, scratch, limitBytes, stop);
      return map(scratch, arena);
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private static boolean isCompressed(Path stored) throws IOException {
    try (InputStream in = Files.newInputStream(stored)) {
      byte[] start = in.readNBytes(Encoding.MAGIC_BYTES);
      return Encoding.of(start, start.length) == Encoding.ZSTD;
    }
  }

  private static MemorySegment map(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  private static void decode(Path stored, Path scratch, long limitBytes, StopSignal stop)
      throws IOException, TooLargeException, BrokenException, StoppedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = ArtifactDecoder.decode(Files.newInputStream(stored), limitBytes);
        FileChannel out =
            FileChannel.open(
                scratch,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, read);
        while (piece.hasRemaining()) {
          out.write(piece);
        }
        if (stop.isRaised()) {
          throw new StoppedException();
        }
      }
    } catch (DecodedTooLargeException e) {
      throw new TooLargeException(e.limitBytes());
    } catch (ZstdIOException e) {
      throw new BrokenException(e);
    }
  }
}
