package org.hierophant.contemplant.link;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.hierophant.network.config.Secret;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.WorkerChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the worker connected: dials, says Hello, hands on what is heard, and dials again, for ever,
 * until closed.
 *
 * <p><b>Limits.</b> A connection on which a heartbeat is not answered in time is given up.
 */
public final class CoordinatorLink implements AutoCloseable, Speaker {
  private static final Logger log = LoggerFactory.getLogger(CoordinatorLink.class);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(1);
  private static final String RENEWAL = "capabilities changed";
  private static final Duration END_LIMIT = Duration.ofMillis(500);

  private final HttpClient http;
  private final LinkSettings settings;
  private final Pause pause;
  private final Backoff backoff;
  private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;
  private final Conversation conversation;
  private final AtomicInteger renewals = new AtomicInteger();
  private volatile boolean welcomed;

  /** Whether the connection that just ended had been accepted; the link's thread only. */
  private boolean stood;

  public CoordinatorLink(
      HttpClient http,
      LinkSettings settings,
      Pause pause,
      RandomGenerator random,
      Conversation conversation) {
    this.http = http;
    this.settings = settings;
    this.pause = pause;
    this.backoff = new Backoff(settings.firstDelay(), settings.longestDelay(), random);
    this.conversation = conversation;
    this.thread = Thread.ofVirtual().name("link").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** True once a coordinator has welcomed this worker; stays true over lost connections. */
  public boolean wasWelcomed() {
    return welcomed;
  }

  /**
   * Connects anew, to say Hello again: what this worker can do has changed. What is held survives
   * that.
   */
  public void renew() {
    renewals.incrementAndGet();
    Connection connection = current.get();
    if (connection != null) {
      connection.giveUp(RENEWAL);
    }
  }

  @Override
  public boolean say(FromWorker message) {
    Connection connection = current.get();
    return connection != null && connection.say(message);
  }

  private void run() {
    String lastReason = "";
    try {
      while (!closing.get()) {
        stood = false;
        Ending ending = converse();
        if (closing.get()) {
          return;
        }
        boolean attention = ending instanceof Ending.Closed closed && closed.needsAttention();
        Duration delay = attention ? backoff.longest() : backoff.next();
        if (stood || !ending.reason().equals(lastReason)) { // the same again is not news
          log.atWarn()
              .addKeyValue("coordinator", settings.coordinator())
              .addKeyValue("reason", ending.reason())
              .log("not connected, trying again");
        }
        lastReason = ending.reason();
        pause.sleep(delay);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  /** Waits until there is something to say, then one connection from dialling to its end. */
  private Ending converse() throws InterruptedException {
    try {
      conversation.awaitReady();
      return converseReady();
    } catch (IOException e) {
      return new Ending.Broken(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) { // a link that ends would strand the worker
      log.atError().setCause(e).log("link broke");
      return new Ending.Broken("bug: " + e);
    } finally {
      current.set(null);
    }
  }

  private Ending converseReady() throws IOException, InterruptedException {
    try (Connection connection =
        Connection.dial(
            http,
            settings.coordinator(),
            settings.token().map(Secret::reveal),
            WorkerChannel.HANDSHAKE_LIMIT)) {
      int renewal = renewals.get();
      connection.say(conversation.hello());
      Optional<Incoming> first = connection.receive(WorkerChannel.HANDSHAKE_LIMIT);
      return switch (first.orElse(null)) {
        case null -> new Ending.Broken("Hello was not answered");
        case Incoming.Ended(var ending) -> ending;
        case Incoming.Message(ToWorker.Welcome welcome) -> attend(connection, welcome, renewal);
        case Incoming.Message(ToWorker.Reject(var code, var reason)) ->
            new Ending.Closed(code.closeReason().code(), reason);
        case Incoming.Message _ -> new Ending.Broken("Hello was answered with something else");
      };
    }
  }

  private Ending attend(Connection connection, ToWorker.Welcome welcome, int renewal)
      throws InterruptedException {
    Duration interval = min(settings.heartbeatInterval(), welcome.heartbeatInterval());
    Duration silence = interval.plus(settings.acknowledgeLimit());
    current.set(connection);
    if (renewals.get() != renewal) {
      return new Ending.Broken(RENEWAL);
    }
    conversation.welcomed(welcome);
    welcomed = true;
    stood = true;
    backoff.reset();
    log.atInfo()
        .addKeyValue("coordinator", settings.coordinator())
        .addKeyValue("kept", welcome.keep().size())
        .log("registered");
    try (Heart _ =
        Heart.start(connection, interval, settings.probeInterval(), conversation::provers)) {
      while (true) {
        Optional<Incoming> next = connection.receive(silence);
        if (next.isEmpty()) {
          return new Ending.Broken("nothing heard for " + silence.toMillis() + " ms");
        }
        switch (next.get()) {
          case Incoming.Ended(var ending) -> {
            return ending;
          }
          case Incoming.Message(ToWorker.OfAttempt message) -> conversation.heard(message);
          case Incoming.Message(ToWorker.HeartbeatAck _) -> {} // hearing it was its purpose
          case Incoming.Message(ToWorker.Drain(var reason)) -> conversation.drain(reason);
          case Incoming.Message(ToWorker.Reject(var code, var reason)) -> {
            return new Ending.Closed(code.closeReason().code(), reason);
          }
          case Incoming.Message(ToWorker.Welcome _) -> {
            return new Ending.Broken("welcomed twice");
          }
        }
      }
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /**
   * Sends what is queued, says goodbye, and ends once the coordinator has said so too: what it has
   * not read when the socket is torn down would be lost. Within two seconds.
   */
  @Override
  public void close() {
    closing.set(true);
    Connection connection = current.get();
    try {
      if (connection != null) {
        connection.leave(LEAVE_LIMIT);
        thread.join(END_LIMIT);
      }
      thread.interrupt();
      thread.join(END_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
