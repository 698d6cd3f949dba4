package org.hierophant.contemplant.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.hierophant.contemplant.link.Backoff;
import org.hierophant.contemplant.link.Pause;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.Download;
import org.hierophant.network.wire.Upload;

/**
 * Moves artifacts from and to the coordinator's HTTP origin, always as streams.
 *
 * <p><b>Limits.</b> A download is tried again, from where it stopped, until {@code stop} says so or
 * {@value #MAX_TRIES} tries in a row brought nothing new. Uploads are tried until {@code stop}.
 *
 * <p><b>Thread.</b> Any.
 */
public final class ArtifactClient {
  private static final int MAX_TRIES = 8;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI origin;
  private final Pause pause;
  private final RandomGenerator random;

  /**
   * @param origin scheme, host and port that were dialled for the channel
   */
  public ArtifactClient(HttpClient http, URI origin, Pause pause, RandomGenerator random) {
    this.http = http;
    this.origin = origin;
    this.pause = pause;
    this.random = random;
  }

  /** {@code http} for {@code ws}, {@code https} for {@code wss}; path and query dropped. */
  public static URI originOf(URI webSocket) {
    String scheme = "wss".equalsIgnoreCase(webSocket.getScheme()) ? "https" : "http";
    return URI.create(scheme + "://" + webSocket.getRawAuthority() + "/");
  }

  /**
   * Fetches into {@code target}, continuing what an earlier call left there.
   *
   * @param stop asked between tries and pieces
   * @param received told the bytes there are so far
   * @throws TransferException if it is refused, keeps failing, or the bytes are not those announced
   */
  public void download(Download download, Path target, BooleanSupplier stop, LongConsumer received)
      throws IOException, InterruptedException {
    Backoff backoff = new Backoff(FIRST_DELAY, LONGEST_DELAY, random);
    int fruitless = 0;
    while (true) {
      long before = Files.exists(target) ? Files.size(target) : 0;
      if (before > download.sizeBytes()) {
        Files.delete(target);
        before = 0;
      }
      if (before == download.sizeBytes() && Files.exists(target)) {
        checkDigest(download, target);
        return;
      }
      String problem = downloadOnce(download, target, before, stop, received);
      if (stop.getAsBoolean()) {
        throw new TransferException("stopped");
      }
      long after = Files.exists(target) ? Files.size(target) : 0;
      if (after == download.sizeBytes()) {
        continue;
      }
      if (after > before) {
        fruitless = 0;
        backoff.reset();
      } else if (++fruitless >= MAX_TRIES) {
        throw new TransferException(download.uri() + " could not be fetched: " + problem);
      }
      pause.sleep(backoff.next());
    }
  }

  private void checkDigest(Download download, Path target) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(target)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    Sha256 actual = Sha256.of(digest.digest());
    if (!actual.equals(download.digest())) {
      Files.delete(target);
      throw new TransferException(
          download.uri() + " has digest " + actual.hex() + ", not " + download.digest().hex());
    }
  }

  /** Why it stopped short, for the last try's message. */
  private String downloadOnce(
      Download download, Path target, long from, BooleanSupplier stop, LongConsumer received)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(download.path(), download.token()).GET();
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case 200 -> {
            Files.deleteIfExists(target);
            yield append(download, body, target, 0, stop, received);
          }
          case 206 -> append(download, body, target, from, stop, received);
          case 400, 401, 403, 404, 410 ->
              throw new TransferException(
                  download.uri() + " was refused with HTTP " + response.statusCode());
          case 416 -> {
            Files.deleteIfExists(target);
            yield "the range is not there";
          }
          default -> "HTTP " + response.statusCode();
        };
      }
    } catch (TransferException e) {
      throw e;
    } catch (IOException e) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
  }

  private static String append(
      Download download,
      InputStream body,
      Path target,
      long from,
      BooleanSupplier stop,
      LongConsumer received)
      throws IOException {
    long size = from;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        size += read;
        if (size > download.sizeBytes()) {
          throw new TransferException(download.uri() + " is longer than announced");
        }
        out.write(buffer, 0, read);
        received.accept(size);
        if (stop.getAsBoolean()) {
          return "stopped";
        }
      }
    }
    return "the stream ended early";
  }

  /**
   * Stores {@code file}; says so itself when it is stored already.
   *
   * @param stop asked between tries
   * @throws TransferException if it is refused for good, or stopped
   */
  public void upload(Upload upload, Path file, BooleanSupplier stop)
      throws IOException, InterruptedException {
    Backoff backoff = new Backoff(FIRST_DELAY, LONGEST_DELAY, random);
    while (!stop.getAsBoolean()) {
      HttpRequest request =
          request(upload.path(), upload.token())
              .header("Content-Type", "application/octet-stream")
              .PUT(HttpRequest.BodyPublishers.ofFile(file))
              .build();
      try {
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        switch (status) {
          case 200, 201, 204 -> {
            return;
          }
          case 400, 401, 403, 404, 409, 410, 411, 413, 422 ->
              throw new TransferException(upload.uri() + " was refused with HTTP " + status);
          default -> {} // the coordinator is busy, full or restarting
        }
      } catch (TransferException e) {
        throw e;
      } catch (IOException _) {
        // not reachable now
      }
      pause.sleep(backoff.next());
    }
    throw new TransferException("stopped");
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(origin.resolve(path)).timeout(RESPONSE_LIMIT);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }
}
