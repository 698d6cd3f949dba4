package org.hierophant.testing.sdk;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Artifacts over HTTP/1.1 as reqwest sends them: a PUT has a content length, no content type and no
 * authorisation.
 *
 * <p><b>Limits.</b> As in the SDK, a transfer has no time limit, only connecting has: 15 s.
 */
public final class HttpArtifactTransfer implements ArtifactTransfer, AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  @Override
  public void put(URI url, byte[] content) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(url)
                .header("accept", "*/*")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    requireSuccess("PUT", url, response);
  }

  @Override
  public byte[] get(URI url) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(url).header("accept", "*/*").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    requireSuccess("GET", url, response);
    return response.body();
  }

  private static void requireSuccess(String method, URI url, HttpResponse<byte[]> response)
      throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          method
              + " "
              + url
              + " was answered "
              + response.statusCode()
              + ": "
              + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
