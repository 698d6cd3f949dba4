package org.hierophant.contemplant.prover.circuit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.contemplant.prover.circuit.CircuitException.Kind;
import org.hierophant.contemplant.transfer.StallGuard;

/**
 * One archive on its way to a file. What an earlier try, or an earlier life, has fetched is gone on
 * with, if the server still has the same file: its {@code ETag} or date is kept beside it.
 *
 * <p><b>Limits.</b> {@value #MAX_BYTES} bytes, and what there is room for.
 *
 * <p><b>Thread.</b> One, under the circuit's lock.
 */
final class ArchiveDownload {
  static final long MAX_BYTES = 64L << 30;
  private static final int BUFFER_BYTES = 1 << 17;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");

  private final HttpClient http;
  private final Path part;
  private final Path tag;
  private final Duration stallLimit;
  private final Watcher watcher;

  /** Hears how far it is. */
  @FunctionalInterface
  interface Watcher {
    /**
     * @param total 0 while it is not known
     */
    void at(long done, long total);
  }

  /**
   * @param part where it arrives; beside it is a file that says of which version it is
   */
  ArchiveDownload(HttpClient http, Path part, Duration stallLimit, Watcher watcher) {
    this.http = http;
    this.part = part;
    this.tag = part.resolveSibling(part.getFileName() + ".tag");
    this.stallLimit = stallLimit;
    this.watcher = watcher;
  }

  /**
   * Fetches what is missing of the archive. When this returns, it is whole.
   *
   * @throws CircuitException if that did not work; of kind CUT if the rest can be fetched later
   */
  void fetch(URI archive) throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    Optional<String> version =
        Files.exists(tag) ? Optional.of(Files.readString(tag)) : Optional.empty();
    HttpRequest.Builder request = HttpRequest.newBuilder(archive).timeout(ANSWER_LIMIT).GET();
    if (have > 0 && version.isPresent()) {
      request.header("Range", "bytes=" + have + "-").header("If-Range", version.get());
    }
    HttpResponse<InputStream> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new CircuitException(Kind.CUT, archive + " cannot be reached", e);
    }
    try (InputStream body = response.body();
        StallGuard guard = StallGuard.of(body, stallLimit, () -> false)) {
      switch (response.statusCode()) {
        case 200 -> {
          forget();
          Optional<String> sent = version(response);
          if (sent.isPresent()) {
            Files.writeString(tag, sent.get());
          }
          receive(body, 0, response.headers().firstValueAsLong("Content-Length"), guard);
        }
        case 206 -> goOn(response, body, have, guard);
        case 416 -> {
          String range = response.headers().firstValue("Content-Range").orElse("");
          if (range.equals("bytes */" + have)) {
            return; // it was whole already
          }
          forget();
          throw new CircuitException(Kind.CUT, archive + " is not what it was any more");
        }
        case 408, 429, 500, 502, 503, 504 ->
            throw new CircuitException(
                Kind.CUT, archive + " is not to be had now: HTTP " + response.statusCode());
        default ->
            throw new CircuitException(
                Kind.REFUSED, archive + " was refused with HTTP " + response.statusCode());
      }
    }
  }

  private void goOn(HttpResponse<?> response, InputStream body, long have, StallGuard guard)
      throws IOException {
    Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != have) {
      forget();
      throw new CircuitException(Kind.CUT, "the server sent another range than was asked for");
    }
    receive(body, have, OptionalLong.of(Long.parseLong(range.group(2)) - have), guard);
  }

  /** A weak one is no promise of equal bytes. */
  private static Optional<String> version(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("ETag")
        .filter(text -> text.startsWith("\""))
        .or(() -> response.headers().firstValue("Last-Modified"));
  }

  /** Begins anew with the next try. */
  void forget() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(tag);
  }

  private void receive(InputStream body, long from, OptionalLong announced, StallGuard guard)
      throws IOException {
    long total = announced.isPresent() ? from + announced.getAsLong() : 0;
    requireRoom(total, from);
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = from;
    try (FileChannel file = open()) {
      file.position(from);
      while (true) {
        watcher.at(done, total);
        int read;
        try {
          read = body.read(buffer);
        } catch (IOException e) {
          throw new CircuitException(Kind.CUT, "the archive broke off after " + done + " bytes", e);
        }
        if (read < 0) {
          break;
        }
        guard.moved();
        done += read;
        requireRoom(done, done);
        keep(ByteBuffer.wrap(buffer, 0, read), file);
      }
      sync(file);
    }
    if (done < total) {
      throw new CircuitException(
          Kind.CUT, "the archive ended after %d of %d bytes".formatted(done, total));
    }
  }

  private void requireRoom(long total, long have) throws IOException {
    if (total > MAX_BYTES) {
      throw new CircuitException(
          Kind.REFUSED, "an archive of %d bytes is more than any has".formatted(total));
    }
    if (total > have) {
      long room = Files.getFileStore(part.toAbsolutePath().getParent()).getUsableSpace();
      if (total - have > room) {
        throw new CircuitException(
            Kind.DISK,
            "%d bytes are to come, with room for %d at %s"
                .formatted(total - have, room, part.getParent()));
      }
    }
  }

  private FileChannel open() throws CircuitException {
    try {
      return FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new CircuitException(Kind.DISK, "nothing can be written to " + part, e);
    }
  }

  private static void keep(ByteBuffer piece, FileChannel file) throws CircuitException {
    try {
      while (piece.hasRemaining()) {
        file.write(piece);
      }
    } catch (IOException e) {
      throw new CircuitException(Kind.DISK, "the archive cannot be written", e);
    }
  }

  private static void sync(FileChannel file) throws CircuitException {
    try {
      file.force(true);
    } catch (IOException e) {
      throw new CircuitException(Kind.DISK, "the archive cannot be written", e);
    }
  }
}
