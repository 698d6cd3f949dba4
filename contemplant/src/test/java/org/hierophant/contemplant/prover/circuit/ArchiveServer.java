package org.hierophant.contemplant.prover.circuit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one archive, and misbehaves as told. */
final class ArchiveServer implements AutoCloseable {
  /** What it does with the next request. */
  enum Manner {
    WHOLE,
    /** Ends the connection after half of what it announced. */
    CUT,
    /** Sends half, then waits for {@link #release}, and goes on. */
    SLOW,
    /** Sends half, and then nothing more. */
    STUCK,
    /** Knows no ranges. */
    NO_RANGES,
    /** There is no such file. */
    MISSING
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  volatile Manner manner = Manner.WHOLE;
  volatile byte[] archive;
  volatile String version = "\"one\"";

  private ArchiveServer(HttpServer server, byte[] archive) {
    this.server = server;
    this.archive = archive;
  }

  static ArchiveServer start(byte[] archive) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ArchiveServer started = new ArchiveServer(server, archive);
    server.setExecutor(started.threads);
    server.createContext("/circuits/", started::handle);
    server.start();
    return started;
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/circuits");
  }

  /** What was asked for: the file, and the range or nothing. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  void release() {
    release.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Manner now = manner;
    String range = exchange.getRequestHeaders().getFirst("Range");
    String path = exchange.getRequestURI().getPath();
    requests.add(path.substring(path.lastIndexOf('/') + 1) + (range == null ? "" : " " + range));
    try (exchange) {
      if (now == Manner.MISSING) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      boolean ranged =
          range != null
              && now != Manner.NO_RANGES
              && version.equals(exchange.getRequestHeaders().getFirst("If-Range"));
      int from = ranged ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      exchange.getResponseHeaders().set("ETag", version);
      if (ranged && from >= archive.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + archive.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (ranged) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, archive.length - 1, archive.length));
      }
      byte[] body = Arrays.copyOfRange(archive, from, archive.length);
      exchange.sendResponseHeaders(ranged ? 206 : 200, body.length);
      int half = body.length / 2;
      exchange.getResponseBody().write(body, 0, half);
      exchange.getResponseBody().flush();
      switch (now) {
        case CUT -> {
          return; // closes it
        }
        case STUCK -> end.await();
        case SLOW -> release.await();
        default -> {}
      }
      exchange.getResponseBody().write(body, half, body.length - half);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    end.countDown();
    release.countDown();
    server.stop(0);
    threads.close();
  }
}
