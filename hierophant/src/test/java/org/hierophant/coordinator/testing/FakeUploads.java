package org.hierophant.coordinator.testing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hierophant.coordinator.intake.Uploads;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;

/** What a test says was uploaded. */
public final class FakeUploads implements Uploads {
  private final Map<ArtifactUri, StoredArtifact> stored = new ConcurrentHashMap<>();
  private volatile Optional<String> trouble = Optional.empty();

  public StoredArtifact add(ArtifactUri uri) {
    StoredArtifact artifact = Samples.stored(uri);
    stored.put(uri, artifact);
    return artifact;
  }

  public void remove(ArtifactUri uri) {
    stored.remove(uri);
  }

  public void trouble(String reason) {
    trouble = Optional.of(reason);
  }

  @Override
  public Optional<StoredArtifact> find(ArtifactUri uri) {
    return Optional.ofNullable(stored.get(uri));
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }
}
