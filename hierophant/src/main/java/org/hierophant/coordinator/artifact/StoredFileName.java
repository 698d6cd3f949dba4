package org.hierophant.coordinator.artifact;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.transfer.Encoding;

/**
 * Writes everything known of an artifact into its file name, so that one rename publishes bytes and
 * facts together and a directory listing is the index.
 *
 * <p><b>Shape.</b> {@code uri.millis.bytes.sha256.encoding}, e.g. {@code
 * STDIN_6f0c….1764000000000.1024.9f86….zstd}, in one of 256 directories named by the last two
 * digits of the URI.
 */
final class StoredFileName {
  private static final Pattern SHAPE =
      Pattern.compile(
          "([A-Z_]+_[0-9a-f-]{36})\\.(\\d{1,15})\\.(\\d{1,18})\\.([0-9a-f]{64})\\.(plain|zstd)");

  private StoredFileName() {}

  /** Relative to the directory of all artifacts. */
  static Path of(ArtifactInfo info) {
    StoredArtifact stored = info.stored();
    String name =
        String.join(
            ".",
            stored.uri().toString(),
            Long.toString(info.storedAt().toEpochMilli()),
            Long.toString(stored.sizeBytes()),
            stored.digest().hex(),
            info.encoding().name().toLowerCase(Locale.ROOT));
    return Path.of(bucket(stored.uri()), name);
  }

  /** Empty for names that are not ours. */
  static Optional<ArtifactInfo> parse(String name, boolean fetched) {
    Matcher matcher = SHAPE.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return ArtifactUri.parse(matcher.group(1))
        .map(
            uri ->
                new ArtifactInfo(
                    new StoredArtifact(
                        uri,
                        Sha256.of(HexFormat.of().parseHex(matcher.group(4))),
                        Long.parseLong(matcher.group(3))),
                    Encoding.valueOf(matcher.group(5).toUpperCase(Locale.ROOT)),
                    Instant.ofEpochMilli(Long.parseLong(matcher.group(2))),
                    fetched));
  }

  private static String bucket(ArtifactUri uri) {
    String uuid = uri.uuid().toString();
    return uuid.substring(uuid.length() - 2);
  }
}
