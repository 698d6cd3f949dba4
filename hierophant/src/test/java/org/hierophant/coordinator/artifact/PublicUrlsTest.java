package org.hierophant.coordinator.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.hierophant.network.domain.ArtifactUri;
import org.junit.jupiter.api.Test;

class PublicUrlsTest {
  private static final String TEXT = "STDIN_6f0c4c1e-5c1d-4f0e-9a53-0d9a2f6b7c11";
  private static final ArtifactUri URI_OF_STDIN = ArtifactUri.parse(TEXT).orElseThrow();

  @Test
  void urlsNameHostAndPort() {
    PublicUrls urls = new PublicUrls(Optional.empty(), "10.0.0.1", 9010);

    assertThat(urls.download(URI_OF_STDIN)).isEqualTo("http://10.0.0.1:9010/" + TEXT);
    assertThat(urls.upload(URI_OF_STDIN)).isEqualTo("http://10.0.0.1:9010/upload/" + TEXT);
  }

  @Test
  void ipv6AddressesAreBracketedOnce() {
    assertThat(new PublicUrls(Optional.empty(), "::1", 1).download(URI_OF_STDIN))
        .isEqualTo("http://[::1]:1/" + TEXT);
    assertThat(new PublicUrls(Optional.empty(), "[::1]", 1).download(URI_OF_STDIN))
        .isEqualTo("http://[::1]:1/" + TEXT);
  }

  @Test
  void aProxysPathIsKept() {
    PublicUrls urls =
        new PublicUrls(Optional.of(URI.create("https://proofs.example/sp1/")), "ignored", 1);

    assertThat(urls.upload(URI_OF_STDIN)).isEqualTo("https://proofs.example/sp1/upload/" + TEXT);
  }
}
