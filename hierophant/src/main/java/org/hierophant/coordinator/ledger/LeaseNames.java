package org.hierophant.coordinator.ledger;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;

/**
 * Lease tokens and result URIs: unguessable without the seed, and a function of request and attempt
 * with it, so that decisions need no source of randomness.
 *
 * <p><b>Shape.</b> SHA-256 of seed, purpose, request id and the attempt's number; a request never
 * has the same number twice.
 */
final class LeaseNames {
  private static final int LEASE_BYTES = 18;
  private static final int UUID_BYTES = 16;

  private final byte[] seed;

  /**
   * @param seed 32 random bytes, fresh for every process
   */
  LeaseNames(byte[] seed) {
    this.seed = seed.clone();
  }

  LeaseToken lease(RequestId request, int attempt) {
    byte[] digest = digest((byte) 'l', request, attempt);
    return new LeaseToken(
        Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, LEASE_BYTES)));
  }

  ArtifactUri result(RequestId request, int attempt) {
    byte[] uuid = Arrays.copyOf(digest((byte) 'r', request, attempt), UUID_BYTES);
    uuid[6] = (byte) (uuid[6] & 0x0f | 0x40); // version 4
    uuid[8] = (byte) (uuid[8] & 0x3f | 0x80); // variant of RFC 9562
    ByteBuffer words = ByteBuffer.wrap(uuid);
    return new ArtifactUri(ArtifactType.PROOF, new UUID(words.getLong(), words.getLong()));
  }

  private byte[] digest(byte purpose, RequestId request, int attempt) {
    MessageDigest sha256 = Sha256.newDigest();
    sha256.update(seed);
    sha256.update(purpose);
    sha256.update(request.toBytes());
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(attempt).flip());
    return sha256.digest();
  }
}
