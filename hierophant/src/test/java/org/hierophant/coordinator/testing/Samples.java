package org.hierophant.coordinator.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.hierophant.coordinator.ledger.Moment;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;

/** Values that differ by a number and are otherwise of no interest. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Samples() {}

  /** Stands still. */
  public static Time timeAt(Instant now) {
    return () -> new Moment(0, now);
  }

  /** Of the same byte up to 255; all different up to 2^31. */
  public static Bytes32 bytes32(int n) {
    byte[] bytes = new byte[Bytes32.LENGTH];
    Arrays.fill(bytes, (byte) n);
    Bytes32 same = Bytes32.of(bytes);
    return new Bytes32(same.first(), same.second(), same.third(), same.fourth() ^ n >>> 8);
  }

  public static RequestId request(int n) {
    return new RequestId(bytes32(n));
  }

  public static VkHash vkHash(int n) {
    return new VkHash(bytes32(n));
  }

  public static Address address(int n) {
    byte[] bytes = new byte[Address.LENGTH];
    Arrays.fill(bytes, (byte) n);
    return Address.of(bytes);
  }

  public static ArtifactUri uri(ArtifactType type, int n) {
    return new ArtifactUri(type, new UUID(0x4000, 0x8000_0000_0000_0000L | n));
  }

  public static StoredArtifact stored(ArtifactUri uri) {
    byte[] content = uri.toString().getBytes(UTF_8);
    return new StoredArtifact(uri, Sha256.ofContent(content), content.length);
  }

  public static ProgramRecord program(int n) {
    return new ProgramRecord(
        vkHash(n), new byte[] {(byte) n}, stored(uri(ArtifactType.PROGRAM, n)), address(n), NOW);
  }
}
