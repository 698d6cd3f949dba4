package org.hierophant.coordinator.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration PROOF_TIME = Duration.ofDays(30);
  private static final Duration INPUT_TIME = Duration.ofHours(48);

  private final ArtifactInfo oldProof = stored(ArtifactType.PROOF, PROOF_TIME.plusSeconds(1), true);
  private final ArtifactInfo unread = stored(ArtifactType.PROOF, PROOF_TIME.minusDays(1), false);
  private final ArtifactInfo fetched = stored(ArtifactType.PROOF, PROOF_TIME.minusDays(2), true);
  private final ArtifactInfo oldInput = stored(ArtifactType.STDIN, INPUT_TIME.plusSeconds(1), true);
  private final ArtifactInfo input = stored(ArtifactType.STDIN, INPUT_TIME.minusHours(1), false);
  private final List<ArtifactInfo> all = List.of(oldProof, unread, fetched, oldInput, input);

  @Test
  void whatIsPastItsTimeGoes() {
    assertThat(expendable(0, Long.MAX_VALUE)).containsExactly(oldProof.uri(), oldInput.uri());
  }

  @Test
  void whatIsReferredToStays() {
    assertThat(retention(0, 0).expendable(all, uri -> true, NOW)).isEmpty();
  }

  @Test
  void soManyOfTheNewestOutliveTheirTime() {
    assertThat(expendable(3, Long.MAX_VALUE)).isEmpty();
    assertThat(expendable(2, Long.MAX_VALUE)).containsExactly(oldProof.uri());
  }

  @Test
  void aboveTheBoundFetchedProofsAndInputsGoOldestFirstButNeverAnUnreadProof() {
    assertThat(expendable(0, 300)).containsExactly(oldProof.uri(), oldInput.uri());
    assertThat(expendable(0, 200))
        .contains(oldProof.uri(), fetched.uri(), oldInput.uri())
        .doesNotContain(unread.uri(), input.uri());
    assertThat(expendable(0, 0))
        .containsExactlyInAnyOrder(oldProof.uri(), fetched.uri(), oldInput.uri(), input.uri());
  }

  @Test
  void whatHasJustComeStaysWhateverTheBound() {
    ArtifactInfo fresh = stored(ArtifactType.STDIN, Retention.SETTLING, false);

    assertThat(retention(0, 0).expendable(List.of(fresh), uri -> false, NOW)).isEmpty();
  }

  private List<ArtifactUri> expendable(int kept, long maxTotalBytes) {
    return retention(kept, maxTotalBytes).expendable(all, uri -> false, NOW);
  }

  private static Retention retention(int kept, long maxTotalBytes) {
    return new Retention(new RetentionLimits(PROOF_TIME, INPUT_TIME, kept, kept, maxTotalBytes));
  }

  private static ArtifactInfo stored(ArtifactType type, Duration age, boolean fetched) {
    return new ArtifactInfo(
        new StoredArtifact(
            new ArtifactUri(type, UUID.randomUUID()), Sha256.ofContent(new byte[0]), 100),
        Encoding.PLAIN,
        NOW.minus(age),
        fetched);
  }
}
