package org.hierophant.network.transfer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** Turns an artifact as it was sent into its plain bytes, as a stream. */
public final class ArtifactDecoder {
  private ArtifactDecoder() {}

  /**
   * Recognises the encoding and decodes. Closing the result closes {@code stored}.
   *
   * <p><b>Limits.</b> Reading past {@code limitBytes} plain bytes throws {@link
   * DecodedTooLargeException}; a zstd window above 128 MiB is refused. Nothing is sized by what the
   * frame header says.
   *
   * @throws IOException if {@code stored} cannot be read; a broken or truncated frame shows as an
   *     {@code IOException} of the result
   */
  public static InputStream decode(InputStream stored, long limitBytes) throws IOException {
    byte[] start = stored.readNBytes(Encoding.MAGIC_BYTES);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), stored);
    return new BoundedInputStream(
        switch (Encoding.of(start, start.length)) {
          case PLAIN -> whole;
          case ZSTD -> new ZstdInputStreamNoFinalizer(whole);
        },
        limitBytes);
  }
}
