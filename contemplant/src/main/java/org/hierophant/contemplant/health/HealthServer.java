package org.hierophant.contemplant.health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /health} with {@code true} or {@code false}, and {@code GET /health/provers}
 * with what its provers are up to.
 *
 * <p><b>Shape.</b> For health checks that are a shell and a raw socket: HTTP/1.0 without a Host
 * header is welcome, the body has a length and is never chunked, and the connection is closed.
 *
 * <p><b>Limits.</b> {@value #MAX_CONNECTIONS} connections at a time, 5 s for each to ask, 8 KiB of
 * request.
 *
 * <p><b>Source.</b> health endpoint of contemplant (July 2025).
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthServer.class);
  private static final int MAX_CONNECTIONS = 128;
  private static final int BACKLOG = 64;
  private static final Duration ASK_LIMIT = Duration.ofSeconds(5);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
  private static final int MAX_LINES = 100;

  private final ServerSocket server;
  private final BooleanSupplier healthy;
  private final Supplier<String> provers;
  private final Duration askLimit;
  private final Semaphore room;

  private HealthServer(
      ServerSocket server,
      BooleanSupplier healthy,
      Supplier<String> provers,
      Duration askLimit,
      int maxConnections) {
    this.server = server;
    this.healthy = healthy;
    this.provers = provers;
    this.askLimit = askLimit;
    this.room = new Semaphore(maxConnections);
  }

  /**
   * Starts to answer.
   *
   * @param port 0 for any free one
   * @param provers JSON in Latin letters, see {@link ProversPage}
   * @throws IOException if the port is taken
   */
  public static HealthServer start(int port, BooleanSupplier healthy, Supplier<String> provers)
      throws IOException {
    return start(port, healthy, provers, ASK_LIMIT, MAX_CONNECTIONS);
  }

  static HealthServer start(
      int port,
      BooleanSupplier healthy,
      Supplier<String> provers,
      Duration askLimit,
      int maxConnections)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw new IOException("http_port " + port + " cannot be listened on: " + e.getMessage(), e);
    }
    HealthServer health = new HealthServer(socket, healthy, provers, askLimit, maxConnections);
    Thread.ofVirtual().name("health").start(health::accept);
    return health;
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        room.acquire();
        Socket socket = server.accept();
        Thread.ofVirtual().name("health-answer").start(() -> answer(socket));
      } catch (IOException e) {
        room.release();
        if (!server.isClosed()) {
          log.atWarn().addKeyValue("reason", e.getMessage()).log("health connection failed");
          pause();
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /** What fails once, such as too many open files, fails again at once. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      long end = System.nanoTime() + askLimit.toNanos();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(new Bounded(socket, end), StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      String line = "x";
      for (int i = 0; i < MAX_LINES && line != null && !line.isEmpty(); i++) {
        line = in.readLine();
      }
      OutputStream out = socket.getOutputStream();
      out.write(response(first).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
    } catch (IOException e) {
      log.atDebug().addKeyValue("reason", e.getMessage()).log("health request not answered");
    } finally {
      room.release();
    }
  }

  private String response(String requestLine) {
    String[] parts = requestLine.split(" ", -1);
    String path = parts.length < 2 ? "" : parts[1].replaceFirst("\\?.*", "");
    String body;
    switch (path) {
      case "/health" -> body = String.valueOf(healthy.getAsBoolean());
      case "/health/provers" -> body = provers.get();
      default -> {
        return head("404 Not Found", 0, "");
      }
    }
    String head = head("200 OK", body.length(), "Content-Type: application/json\r\n");
    return switch (parts[0]) {
      case "GET" -> head + body;
      case "HEAD" -> head;
      default -> head("405 Method Not Allowed", 0, "Allow: GET, HEAD\r\n");
    };
  }

  private static String head(String status, int length, String more) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + more
        + "Content-Length: "
        + length
        + "\r\nConnection: close\r\n\r\n";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
