package org.hierophant.coordinator.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;

/** A stored proof that lies in memory. */
public final class StoredBytes implements ArtifactContent {
  private final byte[] bytes;
  private UnaryOperator<InputStream> reading = UnaryOperator.identity();

  public StoredBytes(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** What is made of each stream. */
  public void onStream(UnaryOperator<InputStream> change) {
    reading = change;
  }

  @Override
  public ArtifactInfo info() {
    return new ArtifactInfo(
        new StoredArtifact(
            Samples.uri(ArtifactType.PROOF, 1), Sha256.ofContent(bytes), bytes.length),
        Encoding.PLAIN,
        Samples.NOW,
        false);
  }

  @Override
  public InputStream stream() {
    return reading.apply(new ByteArrayInputStream(bytes));
  }

  @Override
  public void copyTo(OutputStream target, long from, long count) throws IOException {
    target.write(bytes, Math.toIntExact(from), Math.toIntExact(count));
  }

  @Override
  public Optional<Path> file() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
