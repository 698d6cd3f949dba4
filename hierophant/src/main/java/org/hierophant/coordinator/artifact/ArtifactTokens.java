package org.hierophant.coordinator.artifact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.hierophant.network.domain.ArtifactUri;

/**
 * Rights to one operation on one artifact, as text that a worker shows.
 *
 * <p><b>Shape.</b> {@code base64url(HMAC-SHA256(secret, "token/" operation "/" uri))} without
 * padding, 43 characters. Nothing is stored: a token is valid as long as the secret is.
 */
public final class ArtifactTokens {
  /** What a token allows. */
  public enum Operation {
    READ,
    WRITE
  }

  private final StateSecret secret;

  public ArtifactTokens(StateSecret secret) {
    this.secret = secret;
  }

  public String issue(ArtifactUri uri, Operation operation) {
    byte[] mac = secret.mac("token/" + operation.name() + "/" + uri);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  /** Takes the same time wherever a wrong token differs. */
  public boolean allows(String token, ArtifactUri uri, Operation operation) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8),
        issue(uri, operation).getBytes(StandardCharsets.UTF_8));
  }
}
