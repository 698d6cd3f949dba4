package org.hierophant.contemplant.link;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.FromWorkerCodec;
import org.hierophant.network.wire.WorkerChannel;

/**
 * One WebSocket to the coordinator.
 *
 * <p><b>Limits.</b> {@value #OUTGOING} messages wait to be sent; a sender that finds no room ends
 * the connection. {@value #INCOMING} wait to be read; then the socket is not read on.
 *
 * <p><b>Thread.</b> {@link #say} from any thread; {@link #receive} from one.
 */
final class Connection implements AutoCloseable, Speaker {
  private static final int OUTGOING = 1_024;
  private static final int INCOMING = 64;

  /** Room for what is not a message: how it ended, as seen from several sides. */
  private static final int ENDINGS = 8;

  private static final Duration SEND_LIMIT = Duration.ofSeconds(20);

  private final BlockingQueue<Outgoing> outgoing = new ArrayBlockingQueue<>(OUTGOING);
  private final BlockingQueue<Incoming> incoming = new ArrayBlockingQueue<>(INCOMING);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean probing = new AtomicBoolean();
  private final WebSocket socket;
  private final Thread sender;

  /** What the sender has to do next; a goodbye is its last. */
  private sealed interface Outgoing {
    record Message(FromWorker message) implements Outgoing {}

    record Goodbye() implements Outgoing {}
  }

  private Connection(HttpClient http, URI uri, Optional<String> token, Duration limit)
      throws IOException, InterruptedException {
    WebSocket.Builder builder =
        http.newWebSocketBuilder().connectTimeout(limit).subprotocols(WorkerChannel.SUBPROTOCOL);
    token.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
    var dialling = builder.buildAsync(uri, new Frames(incoming, INCOMING - ENDINGS));
    try {
      this.socket = dialling.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(refusal(e), e);
    } catch (TimeoutException e) {
      var _ = dialling.thenAccept(WebSocket::abort); // should it come about all the same
      throw new IOException("no answer within " + limit.toSeconds() + " s", e);
    }
    this.sender = Thread.ofVirtual().name("link-sender").unstarted(this::drain);
  }

  /**
   * Dials.
   *
   * @param token shown as {@code Authorization: Bearer}
   * @throws IOException if nobody answers, or not as a coordinator
   */
  static Connection dial(HttpClient http, URI uri, Optional<String> token, Duration limit)
      throws IOException, InterruptedException {
    Connection connection = new Connection(http, uri, token, limit);
    if (!connection.socket.getSubprotocol().equals(WorkerChannel.SUBPROTOCOL)) {
      connection.close();
      throw new IOException("the other end does not speak " + WorkerChannel.SUBPROTOCOL);
    }
    connection.sender.start();
    return connection;
  }

  private static String refusal(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof WebSocketHandshakeException handshake) {
      return "the handshake was answered with HTTP " + handshake.getResponse().statusCode();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public boolean say(FromWorker message) {
    if (closed.get()) {
      return false;
    }
    if (outgoing.offer(new Outgoing.Message(message))) {
      return true;
    }
    fail("the coordinator does not read");
    return false;
  }

  /** Sends a ping; a socket that does not take it is dead, and ends as such. Never blocks. */
  void probe() {
    if (!closed.get() && probing.compareAndSet(false, true)) {
      var _ =
          socket
              .sendPing(ByteBuffer.allocate(0))
              .whenComplete(
                  (_, error) -> {
                    probing.set(false);
                    if (error instanceof IOException) { // not: another ping or pong is on its way
                      fail("ping failed: " + error.getMessage());
                    }
                  });
    }
  }

  /** The next thing that happens; empty if nothing does within {@code limit}. */
  Optional<Incoming> receive(Duration limit) throws InterruptedException {
    Incoming next = incoming.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (next instanceof Incoming.Message) {
      socket.request(1);
    }
    return Optional.ofNullable(next);
  }

  private void drain() {
    try {
      while (!closed.get()) {
        switch (outgoing.take()) {
          case Outgoing.Message(var message) ->
              await(socket.sendBinary(FromWorkerCodec.encode(message), true));
          case Outgoing.Goodbye() -> {
            await(socket.sendClose(CloseReason.NORMAL.code(), "worker stops"));
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      fail("send failed: " + refusal(e));
    } catch (TimeoutException _) {
      fail("the coordinator does not read");
    } catch (RuntimeException e) { // without a sender the connection is worth nothing
      fail("send failed: " + e);
    }
  }

  private static void await(CompletableFuture<WebSocket> sending)
      throws InterruptedException, ExecutionException, TimeoutException {
    sending.get(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends it for a reason of our own. */
  void giveUp(String reason) {
    fail(reason);
  }

  private void fail(String reason) {
    if (closed.compareAndSet(false, true)) {
      socket.abort();
      // A full queue is read to its end first; then the closed flag ends the reader.
      boolean _ = incoming.offer(new Incoming.Ended(new Ending.Broken(reason)));
    }
  }

  /** Sends what is queued, then says goodbye, all within {@code limit}; nothing is sent after. */
  void leave(Duration limit) throws InterruptedException {
    if (outgoing.offer(new Outgoing.Goodbye())) {
      sender.join(limit); // if it takes longer, close() aborts the socket
    }
  }

  @Override
  public void close() {
    closed.set(true);
    sender.interrupt();
    socket.abort();
  }
}
