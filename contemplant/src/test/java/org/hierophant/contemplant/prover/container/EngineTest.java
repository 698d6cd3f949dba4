package org.hierophant.contemplant.prover.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.hierophant.contemplant.prover.container.ContainerOrder.Mount;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine is told, as it would hear it. */
@Timeout(60)
class EngineTest {
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private HttpServer server;
  private Engine engine;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            boolean creates = exchange.getRequestURI().getPath().endsWith("/containers/create");
            boolean starts = exchange.getRequestURI().getPath().endsWith("/start");
            String answer =
                creates
                    ? "{\"Id\":\"0123456789abcdef\",\"Warnings\":[]}"
                    : "{\"message\":\"could not select device driver \\\"\\\" with capabilities:"
                        + " [[gpu]]\"}";
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(creates ? 201 : starts ? 500 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    engine = Engine.at(Optional.of("tcp://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
    server.stop(0);
  }

  @Test
  void aContainerAsksForItsGpuItsPortAndItsLabels() {
    ContainerOrder order =
        new ContainerOrder(
            "moongate",
            "moongate:v5.0.0",
            List.of(),
            Map.of("RUST_LOG", "info"),
            OptionalInt.of(3000),
            List.of("1"),
            1 << 30,
            List.of(new Mount(Path.of("/circuits"), "/circuit", false)));

    assertThatThrownBy(() -> engine.start(order, new Ownership("w", "p"), new ChildLog()))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NO_GPU));

    String create = told.remove();
    assertThat(create)
        .contains("/containers/create?name=moongate")
        .contains("\"DeviceIDs\":[\"1\"]", "\"Capabilities\":[[\"gpu\"]]")
        .contains("\"HostIp\":\"127.0.0.1\"", "\"3000/tcp\"")
        .contains("\"org.hierophant.contemplant.worker\":\"w\"")
        .contains("\"org.hierophant.contemplant.prover\":\"p\"")
        .contains("\"ShmSize\":1073741824", "\"RUST_LOG=info\"", "/circuits:/circuit:ro");
    assertThat(told.remove()).contains("/containers/0123456789abcdef/start");
    assertThat(told.remove()).startsWith("DELETE").contains("force=true");
  }

  @Test
  void nothingOfTheWorkersEnvironmentIsPassedOn() {
    ContainerOrder order =
        new ContainerOrder(
            "gnark", "i", List.of("prove"), Map.of(), OptionalInt.empty(), List.of(), 0, List.of());

    assertThatThrownBy(() -> engine.start(order, new Ownership("w", "p"), new ChildLog()))
        .isInstanceOf(EngineException.class);

    assertThat(told.remove()).contains("\"Env\":[]").doesNotContain("DeviceIDs");
  }
}
