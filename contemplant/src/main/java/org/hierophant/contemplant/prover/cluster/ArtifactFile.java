package org.hierophant.contemplant.prover.cluster;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.hierophant.network.transfer.Encoding;

/**
 * Files here, zstd frames there.
 *
 * <p><b>Limits.</b> A file that is fetched is at most 8 GiB.
 */
final class ArtifactFile {
  private static final long MAX_PROOF_BYTES = 8L << 30;
  private static final int BUFFER_BYTES = 1 << 16;

  private ArtifactFile() {}

  /** Hands a file on, compressed if it is not yet; does not close {@code out}. */
  static void send(Path file, OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (isCompressed(file)) {
        in.transferTo(out);
      } else {
        try (OutputStream compressing = new ZstdOutputStreamNoFinalizer(out)) {
          in.transferTo(compressing);
        }
      }
    }
  }

  private static boolean isCompressed(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(Encoding.MAGIC_BYTES);
      return Encoding.of(start, start.length) == Encoding.ZSTD;
    }
  }

  /**
   * Decodes a frame into a new file, durable when this returns; closes {@code stored}.
   *
   * @return false if it was stopped: there is no file
   * @throws RefusedException if it is not a whole zstd frame, or too large; there is no file
   */
  static boolean receive(String id, InputStream stored, Path file, BooleanSupplier stop)
      throws IOException {
    boolean whole = false;
    try (InputStream plain = new ZstdInputStreamNoFinalizer(stored)) {
      decode(id, plain, file, stop);
      whole = true;
      return true;
    } catch (StoppedException _) {
      return false;
    } catch (ZstdIOException e) {
      throw new RefusedException("the artifact " + id + " is not a whole zstd frame", e);
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void decode(String id, InputStream plain, Path file, BooleanSupplier stop)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
        if (stop.getAsBoolean()) {
          throw new StoppedException();
        }
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, read);
        while (piece.hasRemaining()) {
          out.write(piece);
        }
        if (out.position() > MAX_PROOF_BYTES) {
          throw new RefusedException("the artifact " + id + " is too large for a proof");
        }
      }
      out.force(true);
    }
  }
}
