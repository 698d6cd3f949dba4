package org.hierophant.coordinator.magister;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine that is not dropped is paid for until somebody notices. */
@Timeout(60)
class MagisterOutboxTest {
  @TempDir private Path directory;

  private final LinkedBlockingQueue<String> called = new LinkedBlockingQueue<>();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer magister;
  private Path file;
  private MagisterOutbox outbox;

  @BeforeEach
  void listen() throws IOException {
    file = directory.resolve("outbox");
    magister = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    magister.setExecutor(threads);
    magister.createContext(
        "/",
        exchange -> {
          called.add(exchange.getRequestURI().getPath());
          try (exchange) {
            answer.await();
            exchange.sendResponseHeaders(200, -1);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    magister.start();
    outbox = new MagisterOutbox(file, List.of(URI.create(url(""))), _ -> false, http);
  }

  @AfterEach
  void close() {
    answer.countDown();
    outbox.close();
    http.shutdownNow();
    magister.stop(0);
    threads.shutdownNow();
  }

  @Test
  void whatAnEarlierRunLeftStaysWrittenWhileTheFirstIsCalled() throws Exception {
    Files.write(file, List.of(url("/1"), url("/2"), url("/3")));

    outbox.start();
    assertThat(called.poll(30, TimeUnit.SECONDS)).isEqualTo("/1");

    assertThat(file).hasContent(String.join("\n", url("/1"), url("/2"), url("/3")));
  }

  @Test
  void whatIsAddedWhileAnAnswerIsWaitedForOutlivesTheEnd() throws Exception {
    outbox.add(url("/1"));
    assertThat(called.poll(30, TimeUnit.SECONDS)).isEqualTo("/1");
    outbox.add(url("/2"));

    outbox.close();

    assertThat(file).hasContent(String.join("\n", url("/1"), url("/2")));
  }

  @Test
  void everybodyIsCalledOneAfterTheOther() throws Exception {
    outbox.add(url("/1"));
    outbox.add(url("/2"));
    assertThat(called.poll(30, TimeUnit.SECONDS)).isEqualTo("/1");
    assertThat(called).isEmpty();

    answer.countDown();

    assertThat(called.poll(30, TimeUnit.SECONDS)).isEqualTo("/2");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + magister.getAddress().getPort() + path;
  }
}
