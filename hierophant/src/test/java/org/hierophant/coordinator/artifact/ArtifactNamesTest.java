package org.hierophant.coordinator.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.hierophant.coordinator.artifact.ArtifactNames.Origin;
import org.hierophant.coordinator.artifact.ArtifactTokens.Operation;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactNamesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration LIFETIME = Duration.ofHours(24);

  @TempDir Path directory;

  @Test
  void namesAreVersionFourUuidsAndAllDifferent() throws IOException {
    ArtifactNames names = names();
    Set<ArtifactUri> seen = new HashSet<>();

    for (int i = 0; i < 10_000; i++) {
      ArtifactUri uri = names.issue(ArtifactType.STDIN, NOW);
      assertThat(uri.uuid().version()).isEqualTo(4);
      assertThat(uri.uuid().variant()).isEqualTo(2);
      assertThat(names.origin(uri, NOW)).isEqualTo(Origin.ISSUED);
      seen.add(uri);
    }
    assertThat(seen).hasSize(10_000);
  }

  @Test
  void issuedNamesAreKnownAfterARestart() throws IOException {
    ArtifactUri uri = names().issue(ArtifactType.PROGRAM, NOW);

    assertThat(names().origin(uri, NOW.plusSeconds(60))).isEqualTo(Origin.ISSUED);
  }

  @Test
  void aNameExpires() throws IOException {
    ArtifactUri uri = names().issue(ArtifactType.PROGRAM, NOW);

    assertThat(names().origin(uri, NOW.plus(LIFETIME))).isEqualTo(Origin.ISSUED);
    assertThat(names().origin(uri, NOW.plus(LIFETIME).plusSeconds(1))).isEqualTo(Origin.EXPIRED);
  }

  @Test
  void namesOfOthersAndOfOtherTypesAreNotOurs() throws IOException {
    ArtifactUri uri = names().issue(ArtifactType.STDIN, NOW);

    assertThat(names().origin(new ArtifactUri(ArtifactType.STDIN, UUID.randomUUID()), NOW))
        .isEqualTo(Origin.NOT_OURS);
    assertThat(names().origin(new ArtifactUri(ArtifactType.PROGRAM, uri.uuid()), NOW))
        .isEqualTo(Origin.NOT_OURS);
  }

  @Test
  void aTokenAllowsOneOperationOnOneArtifactAlsoAfterARestart() throws IOException {
    ArtifactUri uri = names().issue(ArtifactType.PROOF, NOW);
    ArtifactUri other = names().issue(ArtifactType.PROOF, NOW);
    String token = tokens().issue(uri, Operation.WRITE);

    assertThat(tokens().allows(token, uri, Operation.WRITE)).isTrue();
    assertThat(tokens().allows(token, uri, Operation.READ)).isFalse();
    assertThat(tokens().allows(token, other, Operation.WRITE)).isFalse();
    assertThat(tokens().allows("", uri, Operation.WRITE)).isFalse();
    assertThat(token).hasSize(43);
  }

  private ArtifactNames names() throws IOException {
    return new ArtifactNames(StateSecret.loadOrCreate(directory), LIFETIME);
  }

  private ArtifactTokens tokens() throws IOException {
    return new ArtifactTokens(StateSecret.loadOrCreate(directory));
  }
}
