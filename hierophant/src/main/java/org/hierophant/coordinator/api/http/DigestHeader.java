package org.hierophant.coordinator.api.http;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.network.domain.Sha256;

/**
 * SHA-256 digests in headers. Shape: {@code Repr-Digest: sha-256=:base64:} (RFC 9530), and {@code
 * Digest: SHA-256=base64} (RFC 3230) for older programs.
 */
final class DigestHeader {
  private static final Pattern REPR = Pattern.compile("(?i)sha-256=:([A-Za-z0-9+/]{43}=):");
  private static final Pattern OLD = Pattern.compile("(?i)sha-256=([A-Za-z0-9+/]{43}=)");

  private DigestHeader() {}

  static String repr(Sha256 digest) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(digest.toBytes()) + ":";
  }

  static String old(Sha256 digest) {
    return "SHA-256=" + Base64.getEncoder().encodeToString(digest.toBytes());
  }

  /** Empty if there is none of an algorithm we know. */
  static Optional<Sha256> parse(String reprOrEmpty, String oldOrEmpty) {
    return first(REPR, reprOrEmpty).or(() -> first(OLD, oldOrEmpty));
  }

  private static Optional<Sha256> first(Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    return matcher.find()
        ? Optional.of(Sha256.of(Base64.getDecoder().decode(matcher.group(1))))
        : Optional.empty();
  }
}
