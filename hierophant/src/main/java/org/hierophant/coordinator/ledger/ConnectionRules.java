package org.hierophant.coordinator.ledger;

import static org.hierophant.coordinator.ledger.Decisions.done;
import static org.hierophant.coordinator.ledger.Decisions.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.ledger.Command.Connected;
import org.hierophant.coordinator.ledger.Command.Done;
import org.hierophant.coordinator.ledger.Command.HeldAttempt;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.RequestState.Leased;
import org.hierophant.coordinator.request.RequestState.Queued;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/** Workers come, stay and go. */
final class ConnectionRules {
  private ConnectionRules() {}

  static Outcome<Connected> connect(Turn turn, Command.ConnectWorker command) {
    Optional<WorkerRecord> known = turn.state().record(command.worker());
    Optional<Instant> barred =
        known.flatMap(WorkerRecord::barredUntil).filter(until -> until.isAfter(turn.wall()));
    if (barred.isPresent()) {
      return refused(new Refusal.Evicted(command.worker(), barred.get()));
    }
    LiveWorker present = turn.state().liveWorker(command.worker());
    if (present == null && turn.state().liveCount() >= turn.settings().maxWorkers()) {
      return refused(new Refusal.TooManyWorkers(turn.settings().maxWorkers()));
    }
    if (present != null && present.isConnected()) {
      if (present.generation() >= command.generation()) {
        return refused(new Refusal.StaleConnection(command.worker(), command.generation()));
      }
      turn.effect(
          new Effect.CloseConnection(
              command.worker(),
              present.generation(),
              Effect.CloseCode.REPLACED,
              "a newer connection took over"));
    }
    turn.emit(new Event.WorkerRecorded(record(command, known, turn.wall())));
    List<HeldAttempt> keep = settleHeld(turn, command);
    turn.effect(new Effect.Welcome(command.worker(), command.generation(), keep));
    turn.emit(
        new Event.WorkerConnected(
            command.worker(),
            command.generation(),
            command.remoteAddress(),
            turn.wall(),
            turn.nanos()));
    return new Outcome.Done<>(new Connected(keep));
  }

  private static WorkerRecord record(
      Command.ConnectWorker command, Optional<WorkerRecord> known, Instant now) {
    return new WorkerRecord(
        command.worker(),
        command.name(),
        command.softwareVersion(),
        command.capabilities(),
        command.slots(),
        command.magisterDropEndpoint(),
        known.map(WorkerRecord::strikes).orElse(List.of()),
        known.map(WorkerRecord::spanProofs).orElse(0L),
        known.map(WorkerRecord::meanSpanTime).orElse(Duration.ZERO),
        Optional.empty(),
        true,
        now);
  }

  /**
   * Compares what the worker says it holds with what it was given. What goes on keeps its slot;
   * what it no longer holds is a loss, unless it never accepted it.
   */
  private static List<HeldAttempt> settleHeld(Turn turn, Command.ConnectWorker command) {
    List<HeldAttempt> keep =
        command.held().stream().filter(held -> goesOn(turn, command.worker(), held)).toList();
    Set<LeaseToken> kept = new HashSet<>();
    keep.forEach(held -> kept.add(held.lease()));
    LiveWorker worker = turn.state().liveWorker(command.worker());
    if (worker != null) {
      for (Slot slot : worker.slots()) {
        if (slot.cancelled()) {
          Leases.free(turn, worker, slot.lease());
        } else if (!kept.contains(slot.lease())) {
          forgotten(turn, worker, slot);
        }
      }
    }
    return keep;
  }

  private static void forgotten(Turn turn, LiveWorker worker, Slot slot) {
    if (slot.accepted()) {
      Leases.lose(turn, worker, slot);
    } else {
      Leases.withdraw(turn, worker, slot);
    }
  }

  private static boolean goesOn(Turn turn, WorkerId worker, HeldAttempt held) {
    RequestView view = turn.state().request(held.request());
    Optional<Attempt> attempt =
        turn.state()
            .attempt(held.request(), held.lease())
            .filter(known -> known.worker().equals(worker));
    if (view == null || attempt.isEmpty()) {
      return false;
    }
    if (view.candidate(held.lease()).isPresent()) {
      return true; // the result is stored: it will hear so when it says it again
    }
    return switch (view.state()) {
      case Leased leased when leased.lease().equals(held.lease()) -> {
        LiveWorker live = turn.state().liveWorker(worker);
        if (live != null && live.slot(held.lease()).isPresent()) {
          turn.emit(new Event.AttemptResumed(worker, held.lease(), turn.nanos()));
        } else if (live != null) {
          takeSlot(turn, worker, held, attempt.get());
        }
        yield true;
      }
      case Queued queued -> { // given up on it too early: the work goes on where it was
        Leases.move(turn, view, Leases.leased(attempt.get(), queued.budget()));
        takeSlot(turn, worker, held, attempt.get());
        yield true;
      }
      default -> held.finished(); // a finished proof is welcome under any lease
    };
  }

  private static void takeSlot(Turn turn, WorkerId worker, HeldAttempt held, Attempt attempt) {
    turn.emit(
        new Event.SlotTaken(
            worker, held.request(), held.lease(), true, attempt.grantedAt(), turn.nanos()));
  }

  static Outcome<Done> disconnect(Turn turn, Command.DisconnectWorker command) {
    LiveWorker worker = connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return stale(command.worker(), command.generation());
    }
    turn.emit(new Event.WorkerDisconnected(command.worker(), turn.nanos()));
    for (Slot slot : worker.slots()) {
      if (slot.cancelled()) {
        Leases.free(turn, worker, slot.lease());
      } else if (!slot.accepted()) {
        Leases.withdraw(turn, worker, slot);
      }
    }
    return done();
  }

  static Outcome<Done> drain(Turn turn, Command.DrainWorker command) {
    LiveWorker worker = connected(turn, command.worker(), command.generation());
    if (worker == null) {
      return stale(command.worker(), command.generation());
    }
    if (!worker.isDraining()) {
      turn.emit(new Event.WorkerDraining(command.worker()));
    }
    return done();
  }

  static Outcome<Done> heartbeat(Turn turn, Command.Heartbeat command) {
    if (connected(turn, command.worker(), command.generation()) == null) {
      return stale(command.worker(), command.generation());
    }
    turn.emit(new Event.WorkerHeard(command.worker(), turn.wall(), turn.nanos()));
    return done();
  }

  /** The worker, if this is its current connection. */
  static @Nullable LiveWorker connected(Turn turn, WorkerId id, long generation) {
    LiveWorker worker = turn.state().liveWorker(id);
    return worker != null && worker.isConnected() && worker.generation() == generation
        ? worker
        : null;
  }

  static <T> Outcome<T> stale(WorkerId worker, long generation) {
    return refused(new Refusal.StaleConnection(worker, generation));
  }
}
