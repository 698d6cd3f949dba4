package org.hierophant.coordinator.artifact;

import java.net.URI;
import java.util.Optional;
import org.hierophant.network.domain.ArtifactUri;

/**
 * The URLs that clients are given. Shape: {@code http://host:port/…}, an IPv6 address in brackets;
 * with a public URL that one instead, its path kept as a prefix.
 */
public final class PublicUrls {
  private final String base;

  /**
   * @param publicUrl what a proxy before us is reached by
   * @param host name or IP address, without scheme and port
   */
  public PublicUrls(Optional<URI> publicUrl, String host, int port) {
    this.base =
        publicUrl
            .map(url -> url.toString().replaceAll("/+$", ""))
            .orElseGet(() -> "http://" + bracketed(host) + ":" + port);
  }

  /** Where the artifact is read. */
  public String download(ArtifactUri uri) {
    return base + "/" + uri;
  }

  /** Where the artifact is written. */
  public String upload(ArtifactUri uri) {
    return base + "/upload/" + uri;
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
