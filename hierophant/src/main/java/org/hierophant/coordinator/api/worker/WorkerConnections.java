package org.hierophant.coordinator.api.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.WorkerChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open sockets, and the way from the ledger's effects to them.
 *
 * <p><b>Thread.</b> Any; nothing here waits for a worker.
 */
public final class WorkerConnections {
  private static final Logger log = LoggerFactory.getLogger(WorkerConnections.class);

  private record Key(WorkerId worker, long generation) {}

  private final ChannelSettings settings;
  private final String coordinatorId;
  private final Offers offers;
  private final Set<WorkerConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<Key, WorkerConnection> introduced = new ConcurrentHashMap<>();

  public WorkerConnections(ChannelSettings settings, String coordinatorId, Offers offers) {
    this.settings = settings;
    this.coordinatorId = coordinatorId;
    this.offers = offers;
  }

  ChannelSettings settings() {
    return settings;
  }

  /** False if there are too many. */
  boolean opened(WorkerConnection connection) {
    if (open.size() >= settings.maxConnections()) {
      return false;
    }
    open.add(connection);
    return true;
  }

  /** From now on effects for this worker and generation find it. */
  void introduced(WorkerId worker, WorkerConnection connection) {
    connection.introduced(worker);
    introduced.put(new Key(worker, connection.generation()), connection);
  }

  void closed(WorkerConnection connection) {
    open.remove(connection);
    connection
        .worker()
        .ifPresent(worker -> introduced.remove(new Key(worker, connection.generation())));
    connection.outbox().end();
  }

  /** Open sockets, those before Hello included. */
  public int count() {
    return open.size();
  }

  /** How the provers of each connected worker do, as it told last. */
  public Map<WorkerId, List<ProverReport>> provers() {
    Map<WorkerId, WorkerConnection> newest = new HashMap<>();
    introduced.forEach(
        (key, connection) ->
            newest.merge(
                key.worker(), connection, (a, b) -> a.generation() > b.generation() ? a : b));
    Map<WorkerId, List<ProverReport>> provers = new HashMap<>();
    newest.forEach((worker, connection) -> provers.put(worker, connection.provers()));
    return provers;
  }

  /** Carries out what the ledger decided for one connection; never blocks. */
  public void run(Effect.ToWorker effect) {
    WorkerConnection connection = introduced.get(new Key(effect.worker(), effect.generation()));
    if (connection == null) {
      return; // its disconnection is on its way to the ledger
    }
    switch (effect) {
      case Effect.Welcome welcome -> send(connection, () -> welcome(welcome));
      case Effect.Offer offer -> send(connection, () -> offers.message(offer));
      case Effect.CancelAttempt(_, _, var request, var lease, var reason) ->
          send(connection, () -> new ToWorker.Cancel(new AttemptKey(request, lease), reason));
      case Effect.Superseded(_, _, var request, var lease) ->
          send(connection, () -> new ToWorker.Superseded(new AttemptKey(request, lease)));
      case Effect.Settled(_, _, var request, var lease) ->
          send(connection, () -> new ToWorker.Settled(new AttemptKey(request, lease)));
      case Effect.CloseConnection(_, _, var code, var reason) ->
          connection.close(CloseReason.ofCode(code.number()).orElse(CloseReason.PROTOCOL), reason);
    }
  }

  private ToWorker welcome(Effect.Welcome welcome) {
    return new ToWorker.Welcome(
        coordinatorId,
        settings.heartbeatInterval(),
        welcome.keep().stream()
            .map(
                held ->
                    new FromWorker.Held(
                        new AttemptKey(held.request(), held.lease()), held.finished()))
            .toList());
  }

  /** A worker that does not read loses its connection, and nobody else notices. */
  void send(WorkerConnection connection, Supplier<ToWorker> message) {
    if (!connection.outbox().offer(message)) {
      notReading(connection);
    }
  }

  private static void notReading(WorkerConnection connection) {
    log.atWarn()
        .addKeyValue("worker", connection.worker().map(WorkerId::text).orElse("unknown"))
        .addKeyValue("address", connection.remoteAddress())
        .log("worker does not read, connection closed");
    connection.outbox().abandon(CloseReason.NOT_READING, "messages are not read");
  }

  /** Pings everybody, and closes who did not say Hello in time or has been silent too long. */
  void sweep(long nowNanos) {
    long silence = 2 * settings.heartbeatInterval().toNanos();
    for (WorkerConnection connection : open) {
      Optional<WorkerId> worker = connection.worker();
      if (worker.isEmpty()
          && connection.openForNanos(nowNanos) >= WorkerChannel.HANDSHAKE_LIMIT.toNanos()) {
        connection.outbox().abandon(CloseReason.PROTOCOL, "no Hello came");
      } else if (connection.silentForNanos(nowNanos) >= silence) {
        log.atInfo()
            .addKeyValue("worker", worker.map(WorkerId::text).orElse("unknown"))
            .addKeyValue("address", connection.remoteAddress())
            .log("worker is silent, connection closed");
        connection.outbox().abandon(CloseReason.NOT_READING, "nothing was heard for too long");
      } else if (!connection.outbox().ping()) {
        notReading(connection);
      }
    }
  }

  /** Tells every worker to come back soon. */
  void closeAll() {
    open.forEach(connection -> connection.close(CloseReason.RESTART, "the coordinator stops"));
  }
}
