package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.util.Optional;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.Strike;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.RequestId;

/** Faults of workers, and how workers are put out. */
final class Evictions {
  private Evictions() {}

  /**
   * One fault more; too many within the window put the worker out. The same request strikes a
   * worker once, however often it fails there: its input may be what is wrong.
   */
  static void strike(Turn turn, LiveWorker worker, String reason, Optional<RequestId> request) {
    WorkerRecord struck =
        worker
            .record()
            .withStrike(
                new Strike(reason, request, turn.wall()),
                turn.wall().minus(turn.settings().strikeWindow()));
    turn.emit(new Event.WorkerRecorded(struck));
    if (struck.strikes().size() >= turn.settings().maxStrikes()) {
      evict(turn, worker, DeathReason.STRIKES, turn.settings().evictionTime());
    }
  }

  /** Put out for its own fault: refused for some time. */
  static void evict(Turn turn, LiveWorker worker, DeathReason reason, Duration time) {
    bury(turn, worker, reason, Optional.of(time), Effect.CloseCode.EVICTED);
  }

  /** Gone without a fault: welcome again at once. */
  static void dead(Turn turn, LiveWorker worker, DeathReason reason) {
    bury(turn, worker, reason, Optional.empty(), Effect.CloseCode.HEARTBEAT_LOST);
  }

  private static void bury(
      Turn turn,
      LiveWorker worker,
      DeathReason reason,
      Optional<Duration> barredFor,
      Effect.CloseCode code) {
    WorkerView last = turn.state().view(worker);
    boolean connected = worker.isConnected();
    if (connected) { // not the one that gets its own work again
      turn.emit(new Event.WorkerDisconnected(worker.id(), turn.nanos()));
    }
    Leases.loseAll(turn, worker);
    turn.emit(
        new Event.WorkerRecorded(
            worker.record().gone(barredFor.map(turn.wall()::plus), turn.wall())));
    turn.emit(new Event.WorkerDied(new DeadWorker(last, reason, turn.wall())));
    turn.emit(new Event.WorkerRemoved(worker.id()));
    if (connected) {
      turn.effect(new Effect.CloseConnection(worker.id(), last.generation(), code, reason.label()));
    }
    last.record()
        .magisterDropEndpoint()
        .ifPresent(url -> turn.effect(new Effect.DropMagister(worker.id(), url)));
  }
}
