package org.hierophant.contemplant.prover.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checks that a stream is one stdin and nothing more: it is sent in the middle of a message, where
 * more bytes would be taken for what comes next.
 *
 * <p><b>Shape.</b> Counted buffers of counted bytes; the next one to read; counted proofs. Proofs
 * are not looked into.
 *
 * <p><b>Source.</b> {@code crates/core/machine/src/io.rs} in sp1 v6.4.0.
 */
final class StdinShape {
  private StdinShape() {}

  /**
   * Reads the stream to its end.
   *
   * @throws BadInputException if it is anything else
   */
  static void check(InputStream in) throws IOException, BadInputException {
    try {
      long buffers = word(in);
      for (long i = 0; i != buffers; i++) {
        long length = word(in);
        if (length < 0) {
          throw new BadInputException("the stdin has a buffer of impossible length");
        }
        in.skipNBytes(length);
      }
      word(in);
      long proofs = word(in);
      if (proofs == 0 && in.read() >= 0) {
        throw new BadInputException("the stdin has bytes after its end");
      }
    } catch (EOFException _) {
      throw new BadInputException("the stdin ends in the middle");
    }
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static long word(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Long.BYTES);
    if (bytes.length < Long.BYTES) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
