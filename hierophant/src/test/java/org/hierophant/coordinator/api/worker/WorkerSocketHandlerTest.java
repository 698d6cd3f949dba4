package org.hierophant.coordinator.api.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.testing.FakeLedger;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.FromWorkerCodec;
import org.hierophant.network.wire.WorkerChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

class WorkerSocketHandlerTest {
  private static final int CONNECTIONS = 1;

  private final FakeLedger ledger = new FakeLedger(new FakeLedgerView());
  private final WorkerConnections connections =
      new WorkerConnections(
          new ChannelSettings(Duration.ofMinutes(3), CONNECTIONS, 8, Duration.ofSeconds(30)),
          "c",
          new Offers(null));
  private final WorkerSocketHandler handler =
      new WorkerSocketHandler(
          connections, new WorkerMessages(ledger, null, connections), Samples.timeAt(Samples.NOW));

  @AfterEach
  void stop() {
    handler.close();
  }

  @Test
  void whatAWorkerOfAnotherVersionSaysIsNotHeard() throws Exception {
    CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    WebSocketSession session = session("another", closed);

    handler.afterConnectionEstablished(session);
    handler.handleBinaryMessage(session, hello("jael"));

    assertThat(closed.get(60, TimeUnit.SECONDS).getCode())
        .isEqualTo(CloseReason.UNSUPPORTED_VERSION.code());
    assertThat(ledger.commands).isEmpty();
  }

  @Test
  void whatOneConnectionTooManySaysIsNotHeard() throws Exception {
    CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    WebSocketSession first = session(WorkerChannel.SUBPROTOCOL, new CompletableFuture<>());
    WebSocketSession second = session(WorkerChannel.SUBPROTOCOL, closed);

    handler.afterConnectionEstablished(first);
    handler.afterConnectionEstablished(second);
    handler.handleBinaryMessage(second, hello("jael"));

    assertThat(closed.get(60, TimeUnit.SECONDS).getCode())
        .isEqualTo(CloseReason.TOO_MANY_WORKERS.code());
    assertThat(ledger.commands).isEmpty();

    handler.handleBinaryMessage(first, hello("barak"));

    assertThat(ledger.commands).hasSize(1);
  }

  @Test
  void aReasonFitsIntoACloseFrameInWholeCharacters() {
    assertThat(WorkerSocketHandler.shortened("short")).isEqualTo("short");
    assertThat(WorkerSocketHandler.shortened("x".repeat(500))).isEqualTo("x".repeat(123));
    assertThat(WorkerSocketHandler.shortened("é".repeat(500))).isEqualTo("é".repeat(61));
    assertThat(WorkerSocketHandler.shortened("𝄞".repeat(500))).isEqualTo("𝄞".repeat(30));
    assertThat(WorkerSocketHandler.shortened("𝄞".repeat(500)).getBytes(UTF_8)).hasSize(120);
  }

  private static BinaryMessage hello(String name) {
    ByteBuffer frame =
        FromWorkerCodec.encode(
            new FromWorker.Hello(
                new WorkerId("w-" + name),
                name,
                "0.1.0",
                Set.of(),
                1,
                List.of(),
                Optional.empty(),
                List.of()));
    return new BinaryMessage(frame);
  }

  private static WebSocketSession session(String protocol, CompletableFuture<CloseStatus> closed) {
    Map<String, Object> attributes = new ConcurrentHashMap<>();
    return (WebSocketSession)
        Proxy.newProxyInstance(
            WebSocketSession.class.getClassLoader(),
            new Class<?>[] {WebSocketSession.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "getAttributes" -> attributes;
                  case "getAcceptedProtocol" -> protocol;
                  case "close" -> {
                    closed.complete((CloseStatus) arguments[0]);
                    yield null;
                  }
                  default -> null;
                });
  }
}
