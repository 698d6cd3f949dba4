package org.hierophant.contemplant.prover.twirp;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.contemplant.prover.server.CalledOffException;
import org.hierophant.contemplant.prover.server.DiskException;
import org.hierophant.contemplant.prover.server.HeadStart;
import org.hierophant.contemplant.prover.server.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Moongate's protocol: one call at a time, each over an HTTP connection of its own, since one that
 * was idle for an hour may be gone without a word.
 *
 * <p><b>Shape.</b> {@code POST <base>/api.ProverService/<method>}, both bodies a protobuf message
 * with one field of bytes: {@code 0x0a}, a varint, as many bytes of bincode. These are copied
 * between file and socket and not looked into.
 *
 * <p><b>Limits.</b> No time limits, which are whoever's calls: closing ends a call. Of an answer
 * that is no result {@value #MAX_TEXT_BYTES} bytes are read.
 *
 * <p><b>Thread.</b> One at a time, blocking; closing from another thread ends it.
 *
 * <p><b>Source.</b> {@code crates/cuda/src/lib.rs} and {@code proto/api.rs} in sp1 v5.0.0.
 */
public final class TwirpConnection implements Closeable {
  private static final String PROTOBUF = "application/protobuf";
  private static final int MAX_TEXT_BYTES = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int FIELD = 0x0a;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration READY_PAUSE = Duration.ofMillis(100);

  private final URI base;
  private @Nullable HttpClient current;
  private boolean closed;

  private TwirpConnection(URI base) {
    this.base = base;
  }

  /**
   * Waits until the server there says it is ready. It is asked once at a time, since each question
   * occupies one of its threads until it is answered.
   *
   * @param base with or without {@code /} at its end
   * @throws IOException if it does not say so in time, or nobody listens, yet or any more
   * @throws ProtocolException if it says something else
   */
  static TwirpConnection connect(URI base, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    TwirpConnection connection = new TwirpConnection(base);
    while (!connection.isReady(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
      if (System.nanoTime() - end >= 0) {
        throw new IOException("the server says it is not ready");
      }
      Thread.sleep(READY_PAUSE);
    }
    return connection;
  }

  private boolean isReady(Duration limit) throws IOException, InterruptedException {
    try (HttpClient client = open()) {
      try {
        HttpRequest request = request("Ready", BodyPublishers.noBody()).timeout(limit).build();
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          if (isResult(response)) {
            byte[] said = body.readNBytes(16);
            return said.length == 2 && said[0] == 8 && said[1] == 1;
          }
          throw new ProtocolException(
              "asked whether it is ready, the server says: " + told(response));
        }
      } catch (HttpTimeoutException e) {
        throw new IOException("the server does not say whether it is ready", e);
      } finally {
        client.shutdownNow();
      }
    } finally {
      forget();
    }
  }

  /**
   * Makes one call.
   *
   * @throws IOException if the connection breaks
   * @throws ProtocolException if the answer is not one
   */
  Reply call(String method, List<Part> data, Target target)
      throws IOException, InterruptedException {
    List<BodyPublisher> parts = new ArrayList<>();
    for (Part part : whole(data)) {
      parts.add(part.publisher());
    }
    return call(method, BodyPublishers.concat(parts.toArray(BodyPublisher[]::new)), target);
  }

  /**
   * Makes one call, whose last byte the head start holds back. Moongate has a whole body before it
   * does anything, and forgets what is not one.
   *
   * @throws CalledOffException if it was called off
   * @throws IOException as above
   */
  Reply call(String method, List<Part> data, HeadStart headStart, Target target)
      throws IOException, InterruptedException {
    List<Part> parts = whole(data);
    long length = 0;
    for (Part part : parts) {
      length += part.length();
    }
    long held = length - 1;
    try {
      return call(
          method,
          BodyPublishers.fromPublisher(
              BodyPublishers.ofInputStream(() -> new HeldStream(parts, held, headStart)), length),
          target);
    } catch (IOException e) {
      if (headStart.callOff()) {
        throw (IOException) new CalledOffException().initCause(e);
      }
      throw e;
    }
  }

  /** With the head of the message before its parts. */
  private static List<Part> whole(List<Part> data) throws IOException {
    long length = 0;
    for (Part part : data) {
      length += part.length();
    }
    List<Part> parts = new ArrayList<>(data);
    parts.addFirst(new Part.Bytes(head(length)));
    return parts;
  }

  /**
   * Where a result goes.
   *
   * @param file not there yet
   * @param before what the file begins with
   */
  record Target(Path file, byte[] before) {
    static Target of(Path file) {
      return new Target(file, new byte[0]);
    }
  }

  private Reply call(String method, BodyPublisher message, Target target)
      throws IOException, InterruptedException {
    HttpRequest request = request(method, message).build();
    try (HttpClient client = open()) {
      try {
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          if (!isResult(response)) {
            return ErrorAnswer.of(response.statusCode(), contentType(response), text(body));
          }
          return new Reply.Result(store(body, target));
        }
      } finally {
        client.shutdownNow();
      }
    } catch (ConnectException e) {
      throw new IOException("nobody listens at " + base, e);
    } finally {
      forget();
    }
  }

  private synchronized HttpClient open() throws IOException {
    if (closed) {
      throw new InterruptedIOException("closed");
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    current = client;
    return client;
  }

  private synchronized void forget() {
    current = null;
  }

  private HttpRequest.Builder request(String method, BodyPublisher body) {
    String path = base.toString();
    String slash = path.endsWith("/") ? "" : "/";
    return HttpRequest.newBuilder(URI.create(path + slash + "api.ProverService/" + method))
        .header("Content-Type", PROTOBUF)
        .POST(body);
  }

  /** The field's number and kind, and its length as a varint. */
  static byte[] head(long length) {
    ByteBuffer head = ByteBuffer.allocate(11).put((byte) FIELD);
    long left = length;
    while (left >= 0x80) {
      head.put((byte) (left | 0x80));
      left >>>= 7;
    }
    byte[] bytes = new byte[head.put((byte) left).flip().remaining()];
    head.get(bytes);
    return bytes;
  }

  private static boolean isResult(HttpResponse<?> response) {
    return response.statusCode() == 200 && contentType(response).equals(PROTOBUF);
  }

  private static String contentType(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  private static String told(HttpResponse<InputStream> response) throws IOException {
    return switch (ErrorAnswer.of(
        response.statusCode(), contentType(response), text(response.body()))) {
      case Reply.Panicked(String text) -> text;
      case Reply.Refused(String code, String text) -> code + ": " + text;
      case Reply.Result _ -> "something else";
    };
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readNBytes(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
  }

  private static long store(InputStream body, Target target) throws IOException {
    int field = body.read();
    if (field != FIELD) {
      throw new ProtocolException(
          field < 0 ? "an empty answer" : "an answer that begins with the byte " + field);
    }
    long length = varint(body);
    long room = Files.getFileStore(target.file().toAbsolutePath().getParent()).getUsableSpace();
    if (length < 1) {
      throw new ProtocolException("a result of " + length + " bytes");
    }
    if (length > room) {
      throw new DiskException(
          "a result of %d bytes, with room for %d on the disk".formatted(length, room));
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = length;
    try (FileChannel file =
        FileChannel.open(target.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      keep(ByteBuffer.wrap(target.before()), file);
      while (left > 0) {
        int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("the answer ends " + left + " bytes too early");
        }
        keep(ByteBuffer.wrap(buffer, 0, read), file);
        left -= read;
      }
    }
    if (body.read() >= 0) {
      throw new ProtocolException("an answer with bytes after its end");
    }
    return length;
  }

  private static void keep(ByteBuffer piece, FileChannel file) throws IOException {
    try {
      while (piece.hasRemaining()) {
        file.write(piece);
      }
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  private static long varint(InputStream body) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = body.read();
      if (next < 0) {
        throw new EOFException("the answer ends in its first bytes");
      }
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new ProtocolException("an answer of impossible length");
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (current != null) {
      current.shutdownNow();
    }
  }
}
