package org.hierophant.coordinator.artifact;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;

/**
 * Makes the names of artifacts and tells, without remembering any, which it made and when: so
 * issued names survive restarts and cost no memory.
 *
 * <p><b>Shape.</b> The 122 free bits of a version 4 UUID hold 34 bits of Unix seconds, a 24-bit
 * counter and the first 64 bits of {@code HMAC-SHA256(secret, "name/" type "/" seconds "/"
 * counter)}. Who has not been given the name cannot guess it.
 *
 * <p><b>Limits.</b> 2^24 names a second.
 */
public final class ArtifactNames {
  /** What a name is to us. */
  public enum Origin {
    ISSUED,
    EXPIRED,
    NOT_OURS
  }

  private static final int COUNTER_BITS = 24;
  private static final int COUNTER_MASK = (1 << COUNTER_BITS) - 1;
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private final StateSecret secret;
  private final Duration lifetime;
  private final AtomicInteger counter = new AtomicInteger(new SecureRandom().nextInt());

  /**
   * @param lifetime how long after its issue a name may first be written to
   */
  public ArtifactNames(StateSecret secret, Duration lifetime) {
    this.secret = secret;
    this.lifetime = lifetime;
  }

  public ArtifactUri issue(ArtifactType type, Instant now) {
    return name(type, now.getEpochSecond(), counter.incrementAndGet() & COUNTER_MASK);
  }

  /** Whether we made this name, and not too long ago to upload under it. */
  public Origin origin(ArtifactUri uri, Instant now) {
    long high = uri.uuid().getMostSignificantBits();
    long low = uri.uuid().getLeastSignificantBits();
    // High word: 34 bits seconds, 14 counter | version | 10 counter, 2 tag. Version sits at bit 12.
    long free = (high >>> 16 << 12) | (high & 0xfff);
    long seconds = free >>> 26;
    int count = (int) (free >>> 2) & COUNTER_MASK;
    if (!name(uri.type(), seconds, count)
        .equals(new ArtifactUri(uri.type(), new UUID(high, low)))) {
      return Origin.NOT_OURS;
    }
    Duration age = Duration.between(Instant.ofEpochSecond(seconds), now);
    return age.compareTo(lifetime) > 0 || age.plus(CLOCK_SKEW).isNegative()
        ? Origin.EXPIRED
        : Origin.ISSUED;
  }

  private ArtifactUri name(ArtifactType type, long seconds, int count) {
    byte[] mac = secret.mac("name/" + type + "/" + seconds + "/" + count);
    long tag = ByteBuffer.wrap(mac).getLong();
    long free = (seconds << 26) | ((long) count << 2) | (tag >>> 62);
    long high = (free >>> 12 << 16) | 0x4000 | (free & 0xfff);
    long low = 0x8000_0000_0000_0000L | (tag & 0x3fff_ffff_ffff_ffffL);
    return new ArtifactUri(type, new UUID(high, low));
  }
}
