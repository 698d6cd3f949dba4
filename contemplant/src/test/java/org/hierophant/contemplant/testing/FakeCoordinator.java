package org.hierophant.contemplant.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.Download;
import org.hierophant.network.wire.Upload;

/**
 * One port that serves artifacts with ranges, takes uploads, and accepts WebSockets; what it
 * answers next can be laid out beforehand.
 */
public final class FakeCoordinator implements AutoCloseable {
  private static final String TOKEN = "token-of-the-offer";

  /** A larger body is hashed and let go. */
  private static final int MOST_KEPT_BYTES = 64 << 20;

  private final ServerSocket server;
  private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
  private final Map<String, Large> large = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<FakeSession> sessions = new LinkedBlockingQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What came in.
   *
   * @param headers by lower-case name
   */
  public record Request(String method, String path, Map<String, String> headers, byte[] body) {}

  /** An upload of which only this was kept. */
  public record Large(long bytes, Sha256 digest) {}

  /** What a request gets in place of the ordinary answer. */
  public sealed interface Answer {
    record Status(int code) implements Answer {}

    /** The first bytes only, then the end. */
    record CutAfter(int bytes) implements Answer {}

    /** The first bytes only, then nothing until this is closed. */
    record StallAfter(int bytes) implements Answer {}
  }

  private FakeCoordinator(ServerSocket server) {
    this.server = server;
  }

  public static FakeCoordinator start() throws IOException {
    return startOn(0);
  }

  public static FakeCoordinator startOn(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    FakeCoordinator coordinator = new FakeCoordinator(socket);
    Thread.ofVirtual().start(coordinator::accept);
    return coordinator;
  }

  public int port() {
    return server.getLocalPort();
  }

  public URI origin() {
    return URI.create("http://127.0.0.1:" + port() + "/");
  }

  public URI channel() {
    return URI.create("ws://127.0.0.1:" + port() + "/ws");
  }

  /** Stores an artifact and says how to fetch it. */
  public Download download(ArtifactUri uri, byte[] content) {
    stored.put("/" + uri, content.clone());
    return new Download(uri, "/" + uri, TOKEN, Sha256.ofContent(content), content.length);
  }

  public Upload upload(ArtifactUri uri) {
    return new Upload(uri, "/upload/" + uri, TOKEN);
  }

  /** What was uploaded; fails if nothing was. */
  public byte[] uploaded(ArtifactUri uri) {
    byte[] content = stored.get("/" + uri);
    if (content == null) {
      throw new AssertionError("nothing was uploaded as " + uri);
    }
    return content;
  }

  /** As above, of one that was too large to be kept. */
  public Large uploadedLarge(ArtifactUri uri) {
    Large one = large.get("/" + uri);
    if (one == null) {
      throw new AssertionError("nothing large was uploaded as " + uri);
    }
    return one;
  }

  public void answerNext(Answer... answers) {
    next.addAll(Arrays.asList(answers));
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public List<Request> requests(String method) {
    return requests.stream().filter(request -> request.method().equals(method)).toList();
  }

  /** The next WebSocket, waited for. */
  public FakeSession session() throws InterruptedException {
    FakeSession session = sessions.poll(60, TimeUnit.SECONDS);
    if (session == null) {
      throw new AssertionError("nobody dialled");
    }
    return session;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request request = read(in); request != null; request = read(in)) {
        if (request.headers().getOrDefault("upgrade", "").equals("websocket")) {
          FakeSession session = new FakeSession(socket, in, request.headers());
          session.shakeHands();
          sessions.add(session);
          session.readToTheEnd();
          return;
        }
        requests.add(request);
        if (!answer(request, socket.getOutputStream())) {
          return;
        }
      }
    } catch (IOException _) {
      // the worker has gone
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private @org.jspecify.annotations.Nullable Request read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
    String[] parts = first.split(" ", -1);
    byte[] body = {};
    if (length <= MOST_KEPT_BYTES) {
      body = in.readNBytes((int) length);
    } else {
      large.put(parts[1].replaceFirst("^/upload", ""), new Large(length, digest(in, length)));
    }
    return new Request(parts[0], parts[1], headers, body);
  }

  private static Sha256 digest(InputStream in, long length) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] piece = new byte[1 << 16];
    for (long left = length; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (read < 0) {
        throw new EOFException("the upload ended early");
      }
      digest.update(piece, 0, read);
      left -= read;
    }
    return Sha256.of(digest.digest());
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** False if the connection is of no more use. */
  private boolean answer(Request request, OutputStream out)
      throws IOException, InterruptedException {
    Answer laidOut = next.poll();
    if (laidOut instanceof Answer.Status(int code)) {
      head(out, code, 0, "");
      return true;
    }
    if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
      head(out, 401, 0, "");
      return true;
    }
    return switch (request.method()) {
      case "PUT" -> {
        stored.put(request.path().replaceFirst("^/upload", ""), request.body());
        head(out, 201, 0, "");
        yield true;
      }
      case "GET" -> get(request, laidOut, out);
      default -> throw new AssertionError("unexpected " + request.method());
    };
  }

  private boolean get(
      Request request, @org.jspecify.annotations.Nullable Answer laidOut, OutputStream out)
      throws IOException, InterruptedException {
    byte[] content = stored.get(request.path());
    if (content == null) {
      head(out, 404, 0, "");
      return true;
    }
    String range = request.headers().getOrDefault("range", "bytes=0-");
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    int length = content.length - from;
    if (from == 0) {
      head(out, 200, length, "");
    } else {
      String bytes = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
      head(out, 206, length, "Content-Range: " + bytes + "\r\n");
    }
    int sent =
        switch (laidOut) {
          case Answer.CutAfter(int bytes) -> bytes;
          case Answer.StallAfter(int bytes) -> bytes;
          case null, default -> length;
        };
    out.write(content, from, sent);
    out.flush();
    if (laidOut instanceof Answer.StallAfter) {
      closed.await();
    }
    return sent == length;
  }

  private static void head(OutputStream out, int code, int length, String more) throws IOException {
    String text = "HTTP/1.1 " + code + " x\r\n" + more + "Content-Length: " + length + "\r\n\r\n";
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Cuts every connection. */
  @Override
  public void close() throws IOException {
    server.close();
    closed.countDown();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
