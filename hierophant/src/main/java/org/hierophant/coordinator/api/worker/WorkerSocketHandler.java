package org.hierophant.coordinator.api.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FrameException;
import org.hierophant.network.wire.FromWorkerCodec;
import org.hierophant.network.wire.RejectCode;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.WorkerChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * The server end of the worker channel: sockets into connections, frames into messages.
 *
 * <p>Messages are received in pieces, so that an idle connection holds a few KiB of buffers and not
 * the longest message.
 */
public final class WorkerSocketHandler extends AbstractWebSocketHandler
    implements SubProtocolCapable, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerSocketHandler.class);
  private static final String CONNECTION = "hierophant.connection";
  private static final String PIECES = "hierophant.pieces";
  private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  /** Of a close frame: RFC 6455, 5.5. */
  private static final int MAX_REASON_BYTES = 123;

  private final WorkerConnections connections;
  private final WorkerMessages messages;
  private final Time time;
  private final AtomicLong generations = new AtomicLong();
  private final AtomicLong garbageFrames = new AtomicLong();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("worker-sweeper").daemon().factory());

  public WorkerSocketHandler(WorkerConnections connections, WorkerMessages messages, Time time) {
    this.connections = connections;
    this.messages = messages;
    this.time = time;
  }

  /** Starts to look for silent connections. */
  public void start() {
    long period = connections.settings().heartbeatInterval().toMillis() / 2;
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      connections.sweep(nowNanos());
    } catch (RuntimeException | Error e) { // one that left here would end the sweeping for ever
      log.atError().setCause(e).log("silent connections could not be looked for");
    }
  }

  /** Frames that could not be read, since the start. */
  public long garbageFrames() {
    return garbageFrames.get();
  }

  @Override
  public List<String> getSubProtocols() {
    return List.of(WorkerChannel.SUBPROTOCOL);
  }

  @Override
  public boolean supportsPartialMessages() {
    return true;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    if (session instanceof NativeWebSocketSession spring
        && spring.getNativeSession(Session.class) instanceof Session tomcat) {
      tomcat.getUserProperties().put(SEND_TIMEOUT, connections.settings().sendLimit().toMillis());
    }
    long generation = generations.incrementAndGet();
    InetSocketAddress remote = session.getRemoteAddress();
    String address =
        remote == null ? "unknown" : remote.getAddress().getHostAddress() + ":" + remote.getPort();
    WorkerOutbox outbox =
        new WorkerOutbox(
            Long.toString(generation),
            connections.settings().outboxMessages(),
            new SpringSocket(session));
    WorkerConnection connection = new WorkerConnection(generation, address, outbox, nowNanos());
    session.getAttributes().put(CONNECTION, connection);
    outbox.start();
    if (!WorkerChannel.SUBPROTOCOL.equals(session.getAcceptedProtocol())) {
      log.atInfo().addKeyValue("address", address).log("worker of another version refused");
      connection.refuse(
          CloseReason.UNSUPPORTED_VERSION,
          "this coordinator speaks " + WorkerChannel.SUBPROTOCOL + " only: update the worker");
    } else if (!connections.opened(connection)) {
      outbox.offer(new ToWorker.Reject(RejectCode.TOO_MANY_WORKERS, "too many connections"));
      connection.refuse(CloseReason.TOO_MANY_WORKERS, "too many connections");
    }
  }

  @Override
  protected void handleBinaryMessage(WebSocketSession session, BinaryMessage piece) {
    WorkerConnection connection = connection(session);
    if (connection == null || connection.isRefused()) {
      return;
    }
    connection.heard(nowNanos());
    ByteBuffer payload = piece.getPayload();
    if (session.getAttributes().get(PIECES) instanceof ByteArrayOutputStream before) {
      if (before.size() + payload.remaining() > WorkerChannel.MAX_FRAME_BYTES) {
        connection.close(CloseReason.PROTOCOL, "message too long");
        session.getAttributes().remove(CONNECTION);
        disconnected(connection, "message too long");
        return;
      }
      append(before, payload);
      if (piece.isLast()) {
        session.getAttributes().remove(PIECES);
        message(connection, ByteBuffer.wrap(before.toByteArray()));
      }
    } else if (piece.isLast()) {
      message(connection, payload);
    } else {
      ByteArrayOutputStream first = new ByteArrayOutputStream();
      append(first, payload);
      session.getAttributes().put(PIECES, first);
    }
  }

  private static void append(ByteArrayOutputStream pieces, ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    pieces.writeBytes(bytes);
  }

  private void message(WorkerConnection connection, ByteBuffer frame) {
    try {
      messages.handle(connection, FromWorkerCodec.decode(frame));
    } catch (FrameException e) {
      garbageFrames.incrementAndGet();
      String reason = String.valueOf(e.getMessage());
      log.atDebug()
          .addKeyValue("address", connection.remoteAddress())
          .addKeyValue("reason", reason)
          .log("frame cannot be read");
      if (connection.worker().isEmpty()) {
        connections.send(connection, () -> new ToWorker.Reject(RejectCode.INVALID_HELLO, reason));
        connection.close(CloseReason.PROTOCOL, reason);
      } else if (connection.countGarbage() > WorkerChannel.MAX_GARBAGE_FRAMES) {
        connection.close(CloseReason.PROTOCOL, reason);
      }
    }
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    WorkerConnection connection = connection(session);
    if (connection != null) {
      connection.close(CloseReason.PROTOCOL, "text messages have no meaning here");
    }
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    WorkerConnection connection = connection(session);
    if (connection != null) {
      connection.heard(nowNanos());
    }
  }

  @Override
  public void handleTransportError(WebSocketSession session, Throwable error) {
    log.atDebug().addKeyValue("reason", error.getMessage()).log("worker socket failed");
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    WorkerConnection connection = connection(session);
    if (connection != null) {
      String reason = status.getReason();
      disconnected(connection, status.getCode() + (reason == null ? "" : " " + reason));
    }
  }

  private void disconnected(WorkerConnection connection, String reason) {
    connections.closed(connection);
    messages.disconnected(connection, reason);
  }

  private static @Nullable WorkerConnection connection(WebSocketSession session) {
    return session.getAttributes().get(CONNECTION) instanceof WorkerConnection connection
        ? connection
        : null;
  }

  private long nowNanos() {
    return time.now().monotonicNanos();
  }

  /** Tells the workers to come back, and ends. */
  @Override
  public void close() {
    sweeper.shutdownNow();
    messages.stop();
    connections.closeAll();
  }

  /** As much of it as a close frame holds, in whole characters. */
  static String shortened(String text) {
    int end = Math.min(text.length(), MAX_REASON_BYTES);
    while (text.substring(0, end).getBytes(UTF_8).length > MAX_REASON_BYTES
        || end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** A session as the outbox sees it. */
  private record SpringSocket(WebSocketSession session) implements WorkerOutbox.Socket {
    @Override
    public void send(ByteBuffer frame) throws IOException {
      session.sendMessage(new BinaryMessage(frame));
    }

    @Override
    public void ping() throws IOException {
      session.sendMessage(new PingMessage());
    }

    @Override
    public void close(CloseReason reason, String text) {
      try {
        session.close(new CloseStatus(reason.code(), shortened(text)));
      } catch (IOException e) {
        log.atDebug().addKeyValue("reason", e.getMessage()).log("close failed");
      }
    }
  }
}
