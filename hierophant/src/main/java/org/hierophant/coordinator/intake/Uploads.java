package org.hierophant.coordinator.intake;

import java.util.Optional;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;

/**
 * What clients have uploaded.
 *
 * <p><b>Thread.</b> Any; answers from memory.
 */
public interface Uploads {
  /** Empty until the bytes are whole and durable, and after they were removed. */
  Optional<StoredArtifact> find(ArtifactUri uri);

  /** Why nothing can be stored at the moment; empty if all is well. */
  Optional<String> trouble();
}
