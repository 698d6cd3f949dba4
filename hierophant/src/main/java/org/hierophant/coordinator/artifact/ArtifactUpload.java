package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.util.Optional;
import org.hierophant.network.domain.Sha256;

/**
 * An artifact on its way in. Closing it without a commit leaves nothing behind.
 *
 * <p><b>Thread.</b> One at a time.
 */
public interface ArtifactUpload extends AutoCloseable {
  /**
   * Adds bytes.
   *
   * @throws ArtifactTooLargeException at the first byte past the limit
   * @throws StoreFullException if the room ran out
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Makes the bytes durable and, if nobody was first, visible; all or nothing.
   *
   * @param expected refuse other bytes
   * @throws StoreFullException if the room ran out
   */
  UploadResult commit(Optional<Sha256> expected) throws IOException;

  @Override
  void close();
}
