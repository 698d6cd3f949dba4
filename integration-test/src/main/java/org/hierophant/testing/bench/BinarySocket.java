package org.hierophant.testing.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket whose whole binary messages go to a handler, on the client's thread.
 *
 * <p><b>Limits.</b> Connecting and every send end within {@value #LIMIT_SECONDS} s.
 */
final class BinarySocket implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final WebSocket socket;

  private BinarySocket(WebSocket socket) {
    this.socket = socket;
  }

  /**
   * @param subprotocol asked for; empty for none
   * @throws IOException if the server does not take the connection
   */
  static BinarySocket connect(
      HttpClient http, URI url, String subprotocol, Consumer<ByteBuffer> handler)
      throws IOException, InterruptedException {
    WebSocket.Builder builder =
        http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(LIMIT_SECONDS));
    if (!subprotocol.isEmpty()) {
      builder.subprotocols(subprotocol);
    }
    return new BinarySocket(await(builder.buildAsync(url, new Messages(handler))));
  }

  /** One at a time. */
  void send(ByteBuffer message) throws IOException, InterruptedException {
    await(socket.sendBinary(message, true));
  }

  private static <T> T await(java.util.concurrent.CompletableFuture<T> stage)
      throws IOException, InterruptedException {
    try {
      return stage.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("WebSocket failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + LIMIT_SECONDS + " s", e);
    }
  }

  boolean isOpen() {
    return !socket.isInputClosed() && !socket.isOutputClosed();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static final class Messages implements WebSocket.Listener {
    private final Consumer<ByteBuffer> handler;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

    Messages(Consumer<ByteBuffer> handler) {
      this.handler = handler;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer piece, boolean last) {
      if (last && pieces.size() == 0) {
        handler.accept(piece);
      } else {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        pieces.writeBytes(bytes);
        if (last) {
          ByteBuffer whole = ByteBuffer.wrap(pieces.toByteArray());
          pieces.reset();
          handler.accept(whole);
        }
      }
      socket.request(1);
      return null;
    }
  }
}
