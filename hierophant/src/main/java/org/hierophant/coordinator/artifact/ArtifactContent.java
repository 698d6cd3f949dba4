package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.hierophant.network.transfer.ArtifactDecoder;

/** A stored artifact opened for reading. */
public interface ArtifactContent extends AutoCloseable {
  ArtifactInfo info();

  /** The bytes as stored, from the first one; independent of other streams of this content. */
  InputStream stream();

  /**
   * Copies part of the bytes as stored.
   *
   * @throws IllegalArgumentException if the range is not inside the artifact
   */
  void copyTo(OutputStream target, long from, long count) throws IOException;

  /**
   * The plain bytes, decompressed on the way.
   *
   * @param limitBytes reading more throws {@link
   *     org.hierophant.network.transfer.DecodedTooLargeException}
   */
  default InputStream openDecoded(long limitBytes) throws IOException {
    return ArtifactDecoder.decode(stream(), limitBytes);
  }

  /** The local file that holds exactly the bytes as stored, if there is one. */
  Optional<Path> file();

  @Override
  void close() throws IOException;
}
