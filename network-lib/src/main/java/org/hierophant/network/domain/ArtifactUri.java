package org.hierophant.network.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Name of stored bytes. Shape: type, underscore, lower-case hyphenated UUID, e.g. {@code
 * STDIN_6f0c4c1e-5c1d-4f0e-9a53-0d9a2f6b7c11}; the UUID is read leniently (simple, braced and
 * {@code urn:uuid:} forms) and always written in this one form, so it is safe as a file name.
 *
 * <p><b>Source.</b> hierophant (July 2025), artifact URI text.
 */
public record ArtifactUri(ArtifactType type, UUID uuid) {
  private static final int SIMPLE_LENGTH = 32;

  /** Empty for anything that is not an artifact URI. */
  public static Optional<ArtifactUri> parse(String text) {
    int separator = text.lastIndexOf('_');
    if (separator <= 0 || text.length() > 96) {
      return Optional.empty();
    }
    String type = text.substring(0, separator);
    for (ArtifactType known : ArtifactType.values()) {
      if (known.name().equals(type)) {
        return parseUuid(text.substring(separator + 1)).map(uuid -> new ArtifactUri(known, uuid));
      }
    }
    return Optional.empty();
  }

  private static Optional<UUID> parseUuid(String text) {
    String bare = text.toLowerCase(Locale.ROOT);
    if (bare.startsWith("urn:uuid:")) {
      bare = bare.substring("urn:uuid:".length());
    } else if (bare.startsWith("{") && bare.endsWith("}")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    if (bare.length() == SIMPLE_LENGTH && bare.indexOf('-') < 0) {
      bare =
          String.join(
              "-",
              bare.substring(0, 8),
              bare.substring(8, 12),
              bare.substring(12, 16),
              bare.substring(16, 20),
              bare.substring(20));
    }
    if (bare.length() != 36) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(bare);
      return uuid.toString().equals(bare) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return type.name() + "_" + uuid;
  }
}
