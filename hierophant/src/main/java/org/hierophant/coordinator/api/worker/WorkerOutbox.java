package org.hierophant.coordinator.api.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.ToWorkerCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one sender of one socket: a bounded queue, drained by a virtual thread of its own.
 *
 * <p><b>Limits.</b> What does not fit is not queued, and the caller closes the connection.
 *
 * <p><b>Thread.</b> Any; {@link #offer} never blocks.
 */
final class WorkerOutbox {
  private static final Logger log = LoggerFactory.getLogger(WorkerOutbox.class);

  /** Where frames go; a real socket or a test's. */
  interface Socket {
    void send(ByteBuffer frame) throws IOException;

    void ping() throws IOException;

    /** Ends the connection; never throws, may be called twice. */
    void close(CloseReason reason, String text);
  }

  private sealed interface Item {
    /** Built and encoded by the sender, not by whoever has something to say. */
    record Message(Supplier<ToWorker> message) implements Item {}

    record Ping() implements Item {}

    record Close(CloseReason reason, String text) implements Item {}
  }

  private final BlockingQueue<Item> items;
  private final Socket socket;
  private final Thread thread;

  WorkerOutbox(String name, int capacity, Socket socket) {
    this.items = new LinkedBlockingQueue<>(capacity);
    this.socket = socket;
    this.thread = Thread.ofVirtual().name("outbox-" + name).unstarted(this::drain);
  }

  void start() {
    thread.start();
  }

  /** False when the worker is not reading. */
  boolean offer(Supplier<ToWorker> message) {
    return items.offer(new Item.Message(message));
  }

  boolean offer(ToWorker message) {
    return offer(() -> message);
  }

  boolean ping() {
    return items.offer(new Item.Ping());
  }

  /** Sends what is queued, then closes. If the queue is full, closes at once. */
  void close(CloseReason reason, String text) {
    if (!items.offer(new Item.Close(reason, text))) {
      abandon(reason, text);
    }
  }

  /** Closes without sending what is queued. */
  void abandon(CloseReason reason, String text) {
    thread.interrupt();
    Thread.ofVirtual().name("close").start(() -> socket.close(reason, text));
  }

  /** The socket is gone: ends the thread. */
  void end() {
    thread.interrupt();
  }

  private void drain() {
    try {
      while (true) {
        switch (items.take()) {
          case Item.Message(var message) -> socket.send(ToWorkerCodec.encode(message.get()));
          case Item.Ping() -> socket.ping();
          case Item.Close(var reason, var text) -> {
            socket.close(reason, text);
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the connection ended
    } catch (IOException e) {
      log.atDebug().addKeyValue("reason", e.getMessage()).log("worker cannot be written to");
      socket.close(CloseReason.NOT_READING, "not reading");
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("outbox broke");
      socket.close(CloseReason.RESTART, "internal error");
    }
  }
}
