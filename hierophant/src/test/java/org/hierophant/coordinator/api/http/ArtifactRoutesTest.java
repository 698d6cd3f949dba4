package org.hierophant.coordinator.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.artifact.ArtifactTokens.Operation;
import org.hierophant.coordinator.config.HttpSlice;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactRoutesTest {
  @TempDir static Path directory;
  private static HttpSlice slice;
  private static final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() {
    slice = HttpSlice.start(directory, Map.of("HIEROPHANT_ARTIFACTS_MAX_UPLOAD_MIB", "2"));
  }

  @AfterAll
  static void stop() {
    http.close();
    slice.close();
  }

  @Test
  void anUploadIsAnsweredAndServedByteForByte() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    byte[] bytes = random(1_000_000);

    HttpResponse<String> stored = put(uri, bytes);
    HttpResponse<byte[]> served = get(uri);

    assertThat(stored.statusCode()).isEqualTo(200);
    assertThat(stored.body()).isEqualTo("Upload successful");
    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(served.body()).isEqualTo(bytes);
    assertThat(served.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(served.headers().firstValue("content-length")).contains("1000000");
    assertThat(served.headers().firstValue("content-encoding")).isEmpty();
    assertThat(served.headers().firstValue("etag"))
        .contains('"' + Sha256.ofContent(bytes).hex() + '"');
    assertThat(served.headers().firstValue("repr-digest"))
        .contains(DigestHeader.repr(Sha256.ofContent(bytes)));
  }

  @Test
  void theSameBytesAgainAreFineAndOthersAreAConflict() throws Exception {
    ArtifactUri uri = issue(ArtifactType.PROGRAM);

    assertThat(put(uri, new byte[] {1, 2}).statusCode()).isEqualTo(200);
    assertThat(put(uri, new byte[] {1, 2}).statusCode()).isEqualTo(200);
    assertThat(put(uri, new byte[] {2, 1}).statusCode()).isEqualTo(409);
    assertThat(put(uri, new byte[] {1}).statusCode()).isEqualTo(409);
    assertThat(get(uri).body()).containsExactly(1, 2);
  }

  @Test
  void aChunkedUploadWithoutLengthWorksAndIsBounded() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);

    assertThat(putChunked(uri, random(700_000)).statusCode()).isEqualTo(200);
    assertThat(get(uri).body()).isEqualTo(random(700_000));
    assertThat(putChunked(issue(ArtifactType.STDIN), random((2 << 20) + 1)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void anUnknownUriIsRefusedBeforeTheBody() throws Exception {
    ArtifactUri unknown = new ArtifactUri(ArtifactType.STDIN, UUID.randomUUID());

    String answer =
        slice.raw(
            """
            PUT /upload/%s HTTP/1.1\r
            Host: x\r
            Content-Length: 1000000\r
            Expect: 100-continue\r
            Connection: close\r
            \r
            """
                .formatted(unknown));

    assertThat(answer).startsWith("HTTP/1.1 404").doesNotContain("100 Continue");
    assertThat(answer).contains("{\"error\":\"unknown_artifact\",\"hint\":");
  }

  @Test
  void aTooLargeLengthIsRefusedBeforeTheBody() throws Exception {
    String answer =
        slice.raw(
            """
            PUT /upload/%s HTTP/1.1\r
            Host: x\r
            Content-Length: 10737418240\r
            Connection: close\r
            \r
            """
                .formatted(issue(ArtifactType.STDIN)),
            "}");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("\"error\":\"too_large\"");
  }

  @Test
  void aMalformedUriIsABadRequest() throws Exception {
    assertThat(send("PUT", "/upload/STDIN_12", "x".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void proofsAreWrittenWithATokenOnlyAndServedOnlyWhenPublished() throws Exception {
    ArtifactUri uri = new ArtifactUri(ArtifactType.PROOF, UUID.randomUUID());
    String read = slice.tokens().issue(uri, Operation.READ);
    String write = slice.tokens().issue(uri, Operation.WRITE);

    assertThat(put(uri, new byte[] {1}).statusCode()).isEqualTo(403);
    assertThat(put(uri, new byte[] {1}, "Authorization", "Bearer " + read).statusCode())
        .isEqualTo(403);
    assertThat(put(uri, new byte[] {1}, "Authorization", "Bearer " + write).statusCode())
        .isEqualTo(200);
    assertThat(get(uri).statusCode()).isEqualTo(404);
    assertThat(get(uri, "Authorization", "Bearer " + read).statusCode()).isEqualTo(200);
  }

  @Test
  void whetherAProofIsPublishedIsSaidOnceTheJournalHasBeenRead() throws Exception {
    RequestView published = new RequestBuilder(1).fulfilled().build();
    ArtifactUri uri = ((RequestState.Fulfilled) published.state()).proof().uri();
    String write = slice.tokens().issue(uri, Operation.WRITE);
    put(uri, new byte[] {5}, "Authorization", "Bearer " + write);
    CompletableFuture<Void> whole = new CompletableFuture<>();
    slice.ledger().whole = whole;

    var answer =
        http.sendAsync(request("GET", "/" + uri, null), HttpResponse.BodyHandlers.ofByteArray());
    slice.ledger().proofs.put(uri, published); // read at last
    whole.complete(null);

    assertThat(answer.get(20, TimeUnit.SECONDS).body()).containsExactly(5);
  }

  @Test
  void privateInputsAreReadWithATokenOnly() throws Exception {
    ArtifactUri uri = issue(ArtifactType.PRIVATE_STDIN);
    String token = slice.tokens().issue(uri, Operation.READ);
    put(uri, new byte[] {7});

    assertThat(get(uri).statusCode()).isEqualTo(403);
    assertThat(get(uri, "Authorization", "Bearer " + token).body()).containsExactly(7);
  }

  @Test
  void otherBytesThanAnnouncedAreRefused() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    String digest = DigestHeader.repr(Sha256.ofContent(new byte[] {2}));

    assertThat(put(uri, new byte[] {1}, "Repr-Digest", digest).statusCode()).isEqualTo(400);
    assertThat(put(uri, new byte[] {2}, "Repr-Digest", digest).statusCode()).isEqualTo(200);
  }

  @Test
  void rangesAreServedAlsoFromLargeFiles() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    byte[] bytes = random(900_000);
    put(uri, bytes);

    HttpResponse<byte[]> tail = get(uri, "Range", "bytes=500000-");
    HttpResponse<byte[]> last = get(uri, "Range", "bytes=-5");

    assertThat(tail.statusCode()).isEqualTo(206);
    assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(bytes, 500_000, 900_000));
    assertThat(tail.headers().firstValue("content-range")).contains("bytes 500000-899999/900000");
    assertThat(last.body()).isEqualTo(Arrays.copyOfRange(bytes, 899_995, 900_000));
    assertThat(get(uri, "Range", "bytes=900000-").statusCode()).isEqualTo(416);
    assertThat(get(uri, "Range", "bytes=0-1,5-6").statusCode()).isEqualTo(200);
    assertThat(get(uri, "Range", "bytes=0-1", "If-Range", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void whatTheClientHasIsNotSentAgain() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    put(uri, new byte[] {1, 2});
    String etag = get(uri).headers().firstValue("etag").orElseThrow();

    HttpResponse<byte[]> answer = get(uri, "If-None-Match", etag);

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void headNamesTheLengthWithoutBytes() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    put(uri, random(600_000));

    HttpResponse<byte[]> head = send("HEAD", "/" + uri, null);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("content-length")).contains("600000");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void whatIsNoArtifactIsNotFound() throws Exception {
    assertThat(get(issue(ArtifactType.STDIN)).statusCode()).isEqualTo(404);
    assertThat(send("GET", "/favicon.ico", null).statusCode()).isEqualTo(404);
    assertThat(send("GET", "/", null).statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/health", null).statusCode()).isEqualTo(405);
  }

  @Test
  void anUploadBrokenOffLeavesNothingAndCanBeRepeated() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    try (Socket socket = new Socket("127.0.0.1", slice.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head("PUT", uri, 1_000_000));
      out.write(random(500_000));
      out.flush();
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain(" 200 ");
    }

    assertThat(slice.store().stat(uri)).isEmpty();
    assertThat(put(uri, new byte[] {9}).statusCode()).isEqualTo(200);
    assertThat(get(uri).body()).containsExactly(9);
  }

  @Test
  void aSlowUploadHoldsNobodyUp() throws Exception {
    ArtifactUri uri = issue(ArtifactType.STDIN);
    try (Socket socket = new Socket("127.0.0.1", slice.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head("PUT", uri, 3));
      out.write(1);
      out.flush();

      assertThat(send("GET", "/contemplants", null).statusCode()).isEqualTo(200);
      ArtifactUri other = issue(ArtifactType.STDIN);
      assertThat(put(other, random(100_000)).statusCode()).isEqualTo(200);

      out.write(new byte[] {2, 3});
      out.flush();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
    assertThat(get(uri).body()).containsExactly(1, 2, 3);
  }

  private static byte[] head(String method, ArtifactUri uri, long length) {
    return "%s /upload/%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        .formatted(method, uri, length)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ArtifactUri issue(ArtifactType type) {
    return slice.names().issue(type, Instant.now());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static HttpResponse<String> put(ArtifactUri uri, byte[] bytes, String... headers)
      throws IOException, InterruptedException {
    return http.send(
        request("PUT", "/upload/" + uri, bytes, headers), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> putChunked(ArtifactUri uri, byte[] bytes)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + slice.port() + "/upload/" + uri))
            .PUT(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(bytes)))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> get(ArtifactUri uri, String... headers)
      throws IOException, InterruptedException {
    return send("GET", "/" + uri, null, headers);
  }

  private static HttpResponse<byte[]> send(
      String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return http.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest request(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + slice.port() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    return headers.length == 0 ? builder.build() : builder.headers(headers).build();
  }
}
