package org.hierophant.contemplant.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.contemplant.prover.Preparation;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.network.domain.ProverReport.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthServerTest {
  private volatile boolean healthy;
  private volatile String provers = "[]";
  private HealthServer server;

  @BeforeEach
  void start() throws IOException {
    server = HealthServer.start(0, () -> healthy, () -> provers, Duration.ofMillis(300), 8);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void saysFalseUntilTheWorkerIsReady() throws IOException {
    assertThat(ask("GET /health HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\nfalse");

    healthy = true;

    assertThat(ask("GET /health HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\ntrue");
  }

  @Test
  void saysWhatItsProversAreUpTo() throws IOException {
    Preparation coming = new Preparation("groth16 v5.0.0", "is being fetched", 3, 10);
    provers =
        ProversPage.of(
            List.of(
                new ProverState("moongate-1", Condition.USABLE, "", List.of(coming)),
                new ProverState("gpu-2", Condition.BROKEN, "it says \"no\"\nand ends", List.of())));

    assertThat(ask("GET /health/provers HTTP/1.0\r\n\r\n"))
        .endsWith(
            "\r\n\r\n"
                + "[{\"name\":\"moongate-1\",\"ready\":true,\"state\":\"Usable\",\"trouble\":\"\",\"preparations\":[{\"what\":\"groth16"
                + " v5.0.0\",\"state\":\"is being"
                + " fetched\",\"done\":3,\"total\":10}]},{\"name\":\"gpu-2\",\"ready\":false,\"state\":\"Broken\",\"trouble\":\"it"
                + " says \\\"no\\\"\\n"
                + "and ends\",\"preparations\":[]}]");
  }

  /** As compose files check it: no Host header, a whole line that reads true, read to the end. */
  @Test
  void aShellWithARawSocketFindsALineThatReadsTrue() throws IOException {
    healthy = true;

    String answer = ask("GET /health HTTP/1.0\r\n\r\n");

    assertThat(answer.lines()).contains("true");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 4\r\n", "Connection: close\r\n")
        .doesNotContainIgnoringCase("chunked");
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws IOException {
    String get = ask("GET /health HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(ask("HEAD /health HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(get.replace("false", ""));
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\n");
    assertThat(ask("GET /healthy HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("POST /health HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD\r\n");
    assertThat(ask("nonsense\r\n\r\n")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aQueryIsOfNoInterest() throws IOException {
    assertThat(ask("GET /health?verbose HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void headersWithoutEndAreReadOnlySoFar() throws IOException {
    String endless = "X: " + "y".repeat(10_000);

    assertThat(ask("GET /health HTTP/1.1\r\n" + endless)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void clientsThatNeverAskDoNotKeepOthersFromAnAnswer() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write("GET /hea".getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
      }

      assertThat(ask("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aBusyPortIsNamedWithItsKey() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> HealthServer.start(port, () -> true, () -> "[]"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("http_port " + port);
    }
  }

  private String ask(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
