package org.hierophant.contemplant.link;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import org.hierophant.network.wire.FrameException;
import org.hierophant.network.wire.ToWorkerCodec;
import org.hierophant.network.wire.WorkerChannel;
import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of a WebSocket together to messages.
 *
 * <p>Many messages are asked for at a time: a socket that ends while none is asked for, or while
 * one is handed over, says nothing of its end (JDK 25, {@code WebSocketImpl}); {@link
 * Connection#probe} finds that out.
 */
final class Frames implements WebSocket.Listener {
  private final BlockingQueue<Incoming> incoming;
  private final int ahead;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  /**
   * @param incoming with room for {@code ahead} messages and a few endings
   * @param ahead messages asked for before the first is taken; then one for each that is taken
   */
  Frames(BlockingQueue<Incoming> incoming, int ahead) {
    this.incoming = incoming;
    this.ahead = ahead;
  }

  @Override
  public void onOpen(WebSocket socket) {
    socket.request(ahead);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer piece, boolean last) {
    if (message.size() + piece.remaining() > WorkerChannel.MAX_FRAME_BYTES) {
      protocolError(socket, "message over " + WorkerChannel.MAX_FRAME_BYTES + " bytes");
      return null;
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    message.writeBytes(bytes);
    if (!last) {
      socket.request(1);
      return null;
    }
    try {
      put(new Incoming.Message(ToWorkerCodec.decode(ByteBuffer.wrap(message.toByteArray()))));
    } catch (FrameException e) {
      protocolError(socket, String.valueOf(e.getMessage()));
    } finally {
      message.reset();
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
    protocolError(socket, "text message");
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    put(new Incoming.Ended(new Ending.Closed(code, reason)));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    String text =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    put(new Incoming.Ended(new Ending.Broken(text)));
  }

  private void protocolError(WebSocket socket, String reason) {
    put(new Incoming.Ended(new Ending.Broken("protocol error: " + reason)));
    socket.abort();
  }

  /** No more is asked for than there is room for. */
  private void put(Incoming next) {
    if (!incoming.offer(next)) {
      throw new IllegalStateException("more messages than were asked for");
    }
  }
}
