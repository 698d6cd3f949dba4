package org.hierophant.coordinator.preflight;

import com.github.luben.zstd.ZstdIOException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.DecodedTooLargeException;

/**
 * The plain bytes of a stored artifact, once it is sure that they are those the client sent: a
 * damaged disk must not speak against a program.
 *
 * <p><b>Limits.</b> At most as many plain bytes as the caller allows; nothing is sized by what the
 * artifact says.
 */
final class StoredPlain {
  private static final int BUFFER_BYTES = 1 << 16;

  private StoredPlain() {}

  /** What reading came to. */
  sealed interface Result {
    @SuppressWarnings("ArrayRecordComponent") // handed on to its one reader
    record Read(byte[] bytes) implements Result {}

    /** Says it is compressed and is not, or not to its end: the same on every machine. */
    record Broken(String reason) implements Result {}

    /** Not there, not whole, or too large for here. */
    record Unavailable(String reason) implements Result {}
  }

  /**
   * Reads it all.
   *
   * @throws IOException if the disk fails
   */
  static Result read(
      ArtifactStore store, StoredArtifact artifact, long limitBytes, BooleanSupplier stopped)
      throws IOException {
    Optional<ArtifactContent> opened = store.open(artifact.uri());
    if (opened.isEmpty()) {
      return new Result.Unavailable("is not stored any more");
    }
    try (ArtifactContent content = opened.get()) {
      if (!isWhole(content, artifact.digest(), stopped)) {
        return new Result.Unavailable(
            stopped.getAsBoolean() ? "was not read to its end" : "is not what was sent");
      }
      try (InputStream in = content.openDecoded(limitBytes)) {
        return new Result.Read(in.readAllBytes());
      } catch (DecodedTooLargeException e) {
        return new Result.Unavailable("has more than " + e.limitBytes() + " plain bytes");
      } catch (ZstdIOException e) {
        return new Result.Broken("is not a whole zstd frame: " + e.getMessage());
      }
    }
  }

  private static boolean isWhole(ArtifactContent content, Sha256 digest, BooleanSupplier stopped)
      throws IOException {
    MessageDigest actual = Sha256.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = content.stream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        actual.update(buffer, 0, read);
        if (stopped.getAsBoolean()) {
          return false;
        }
      }
    }
    return Sha256.of(actual.digest()).equals(digest);
  }
}
