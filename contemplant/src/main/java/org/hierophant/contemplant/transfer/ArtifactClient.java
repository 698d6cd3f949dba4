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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves artifacts from and to the coordinator's HTTP origin, always as streams.
 *
 * <p><b>Limits.</b> A transfer is tried again, from where it stopped if the other end can, until
 * {@code stop} says so: a coordinator that is away says on its return whether the attempt goes on.
 * Answers that lead nowhere end a download after {@value #MAX_FRUITLESS} in a row. A download on
 * which nothing arrives for 30 s, and an upload slower than 64 KiB/s, is broken off and tried
 * again.
 *
 * <p><b>Thread.</b> Any.
 */
public final class ArtifactClient {
  private static final Logger log = LoggerFactory.getLogger(ArtifactClient.class);
  private static final int MAX_FRUITLESS = 8;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long SLOWEST_BYTES_PER_SECOND = 64 << 10;
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final Duration UPLOAD_LIMIT = Duration.ofSeconds(60);
  private static final Duration STALL_LIMIT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI origin;
  private final Pause pause;
  private final RandomGenerator random;
  private final Duration stallLimit;

  /**
   * @param origin scheme, host and port that were dialled for the channel
   */
  public ArtifactClient(HttpClient http, URI origin, Pause pause, RandomGenerator random) {
    this(http, origin, pause, random, STALL_LIMIT);
  }

  ArtifactClient(
      HttpClient http, URI origin, Pause pause, RandomGenerator random, Duration stallLimit) {
    this.http = http;
    this.origin = origin;
    this.pause = pause;
    this.random = random;
    this.stallLimit = stallLimit;
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
    boolean continued = size(target) > 0;
    int fruitless = 0;
    while (true) {
      long before = size(target);
      if (before > download.sizeBytes()) {
        Files.delete(target);
        before = 0;
      }
      if (before == download.sizeBytes() && Files.exists(target)) {
        Sha256 actual = digest(target);
        if (actual.equals(download.digest())) {
          return;
        }
        Files.delete(target);
        if (!continued) {
          throw new TransferException(
              download.uri() + " has digest " + actual.hex() + ", not " + download.digest().hex());
        }
        continued = false; // what was left may be what is wrong: once more from the start
        continue;
      }
      Try result = tryDownload(download, target, before, stop, received);
      if (stop.getAsBoolean()) {
        throw new TransferException("stopped");
      }
      long after = size(target);
      if (after == download.sizeBytes() && Files.exists(target)) {
        continue;
      }
      if (after > before) {
        fruitless = 0;
        backoff.reset();
      } else if (result.answered() && ++fruitless >= MAX_FRUITLESS) {
        throw new TransferException(download.uri() + " could not be fetched: " + result.problem());
      }
      pause.sleep(backoff.next());
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static Sha256 digest(Path file) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.of(digest.digest());
  }

  /**
   * Why a try stopped short.
   *
   * @param answered false if the coordinator is away, or a proxy says that it is
   */
  private record Try(String problem, boolean answered) {}

  private Try tryDownload(
      Download download, Path target, long from, BooleanSupplier stop, LongConsumer received)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(download.path(), download.token()).timeout(ANSWER_LIMIT).GET();
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      return new Try(reason(e), false);
    }
    try (InputStream body = response.body();
        StallGuard guard = StallGuard.of(body, stallLimit, stop)) {
      return switch (response.statusCode()) {
        case 200 -> {
          Files.deleteIfExists(target);
          yield append(download, body, target, 0, guard, received);
        }
        case 206 -> append(download, body, target, from, guard, received);
        case 400, 401, 403, 404, 410 ->
            throw new TransferException(
                download.uri() + " was refused with HTTP " + response.statusCode());
        case 416 -> {
          Files.deleteIfExists(target);
          yield new Try("the range is not there", true);
        }
        case 429, 502, 503, 504 -> new Try("HTTP " + response.statusCode(), false);
        default -> new Try("HTTP " + response.statusCode(), true);
      };
    }
  }

  /** Reading and writing fail differently: a full disk is this worker's trouble. */
  private static Try append(
      Download download,
      InputStream body,
      Path target,
      long from,
      StallGuard guard,
      LongConsumer received)
      throws IOException {
    long size = from;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        int read;
        try {
          read = body.read(buffer);
        } catch (IOException e) {
          return new Try("the stream broke: " + reason(e), true);
        }
        if (read < 0) {
          return new Try("the stream ended early", true);
        }
        size += read;
        if (size > download.sizeBytes()) {
          throw new TransferException(download.uri() + " is longer than announced");
        }
        out.write(buffer, 0, read);
        guard.moved();
        received.accept(size);
      }
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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
    Duration limit = UPLOAD_LIMIT.plusSeconds(Files.size(file) / SLOWEST_BYTES_PER_SECOND);
    while (!stop.getAsBoolean()) {
      HttpRequest request =
          request(upload.path(), upload.token())
              .timeout(limit)
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
      } catch (IOException e) {
        log.atDebug()
            .addKeyValue("artifact", upload.uri())
            .addKeyValue("reason", reason(e))
            .log("upload did not work, trying again");
      }
      pause.sleep(backoff.next());
    }
    throw new TransferException("stopped");
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }
}
