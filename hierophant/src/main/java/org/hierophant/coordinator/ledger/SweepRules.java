package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.Strike;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.RequestId;

/** What time alone brings about: limits act when {@code elapsed >= limit}. */
final class SweepRules {
  /** So that a big clean-up does not keep everybody waiting; the next sweep goes on. */
  private static final int MOST_FORGOTTEN = 1_000;

  private SweepRules() {}

  static void sweep(Turn turn) {
    turn.state().liveWorkers().forEach(worker -> worker(turn, worker));
    turn.state().pastDeadline(turn.nanos()).forEach(id -> pastDeadline(turn, id));
    verifications(turn);
    forget(turn);
  }

  private static void worker(Turn turn, LiveWorker worker) {
    LedgerSettings settings = turn.settings();
    if (worker.isConnected()) {
      if (isOver(worker.silentForNanos(turn.nanos()), settings.heartbeatLimit())) {
        Evictions.dead(turn, worker, DeathReason.HEARTBEAT);
        return;
      }
      Optional<DeathReason> stuck =
          worker.slots().stream().flatMap(slot -> stuck(turn, slot).stream()).findFirst();
      if (stuck.isPresent()) {
        Evictions.evict(turn, worker, stuck.get(), settings.evictionTime());
        return;
      }
      if (worker.isPauseOver(turn.nanos())) {
        turn.emit(new Event.WorkerResumed(worker.id()));
      }
      for (Slot slot : worker.slots()) {
        if (turn.state().liveWorker(worker.id()) != null) {
          overdue(turn, worker, slot);
        }
      }
    } else if (isOver(worker.goneForNanos(turn.nanos()), settings.heartbeatLimit())) {
      Evictions.dead(turn, worker, DeathReason.DISCONNECTED);
      return;
    } else if (isOver(worker.goneForNanos(turn.nanos()), settings.disconnectGrace())) {
      Leases.loseAll(turn, worker);
    }
    forgive(turn, worker);
  }

  private static boolean isOver(long elapsedNanos, Duration limit) {
    return elapsedNanos >= limit.toNanos();
  }

  /** Zero means that there is no such limit. */
  private static boolean isOverIfSet(long elapsedNanos, Duration limit) {
    return !limit.isZero() && isOver(elapsedNanos, limit);
  }

  /** The first rule that an attempt has broken. */
  private static Optional<DeathReason> stuck(Turn turn, Slot slot) {
    if (!slot.accepted() || slot.cancelled()) {
      return Optional.empty();
    }
    LedgerSettings settings = turn.settings();
    long running = turn.nanos() - slot.takenNanos();
    if (isOverIfSet(running, settings.proofTimeout())) {
      return Optional.of(DeathReason.PROOF_TIMEOUT);
    }
    if (slot.progress().isEmpty()) {
      return isOverIfSet(running, settings.executionReportLimit())
          ? Optional.of(DeathReason.EXECUTION_REPORT)
          : Optional.empty();
    }
    return isOverIfSet(turn.nanos() - slot.progressNanos(), settings.progressInterval())
        ? Optional.of(DeathReason.PROGRESS)
        : Optional.empty();
  }

  /** Offers that nobody answers, and cancels that nobody confirms. */
  private static void overdue(Turn turn, LiveWorker worker, Slot slot) {
    LedgerSettings settings = turn.settings();
    if (slot.cancelled()) {
      if (isOver(turn.nanos() - slot.cancelledNanos(), settings.cancelLimit())) {
        Leases.free(turn, worker, slot.lease());
      }
    } else if (!slot.accepted()
        && isOver(turn.nanos() - slot.takenNanos(), settings.offerLimit())) {
      Leases.stop(turn, worker, slot, "the offer was not answered");
      RequestView view = turn.state().request(slot.request());
      if (view != null && Leases.current(view, slot.lease()).isPresent()) {
        Leases.lost(turn, view, worker.id());
      }
      Evictions.strike(turn, worker, "offer not answered", Optional.of(slot.request()));
    }
  }

  /** Takes back faults that no longer count. */
  private static void forgive(Turn turn, LiveWorker worker) {
    Instant windowStart = turn.wall().minus(turn.settings().strikeWindow());
    if (turn.state().liveWorker(worker.id()) == null) {
      return; // put out a moment ago
    }
    List<Strike> counted = worker.record().strikesSince(windowStart);
    if (counted.size() < worker.record().strikes().size()) {
      turn.emit(new Event.WorkerRecorded(worker.record().withStrikes(counted)));
    }
  }

  private static void pastDeadline(Turn turn, RequestId id) {
    RequestView view = turn.state().request(id);
    if (view == null) {
      return;
    }
    // A result that is there already gets its verdict first: the work is paid for.
    boolean unverified = !view.candidates().isEmpty();
    long grace = unverified ? turn.settings().verificationLimit().toNanos() : 0;
    if (turn.state().pastDeadlineByNanos(id, turn.nanos()) >= grace) {
      Leases.end(turn, view, new UnfulfillableReason.DeadlinePassed());
    }
  }

  private static void verifications(Turn turn) {
    turn.state()
        .verificationsDue(turn.nanos())
        .forEach(
            (id, leases) -> {
              RequestView view = turn.state().request(id);
              if (view != null) {
                leases.stream()
                    .flatMap(lease -> view.candidate(lease).stream())
                    .forEach(candidate -> VerdictRules.ask(turn, view, candidate));
              }
            });
  }

  private static void forget(Turn turn) {
    LedgerSettings settings = turn.settings();
    Deque<RequestView> finals = turn.state().finals();
    Instant oldest = turn.wall().minus(settings.requestRetention());
    for (int i = 0; i < MOST_FORGOTTEN && !finals.isEmpty(); i++) {
      RequestView first = finals.peekFirst();
      if (finals.size() <= settings.maxFinalRequests() && !first.updatedAt().isBefore(oldest)) {
        break;
      }
      turn.emit(new Event.RequestForgotten(first.id(), first.sequence()));
    }
    Instant oldestHistory = turn.wall().minus(settings.historyRetention());
    int proofs =
        tooMany(
            turn.state().history(),
            CompletedProof::completedAt,
            oldestHistory,
            settings.maxHistory());
    int dead =
        tooMany(
            turn.state().deadWorkers(), DeadWorker::diedAt, oldestHistory, settings.maxHistory());
    if (proofs + dead > 0) {
      turn.emit(new Event.HistoryTrimmed(proofs, dead));
    }
    for (WorkerRecord record : turn.state().records()) {
      if (!record.present() && record.lastSeenAt().isBefore(oldestHistory)) {
        turn.emit(new Event.WorkerForgotten(record.id()));
      }
    }
  }

  /** How many of the oldest are too old, or more than there may be. */
  private static <T> int tooMany(
      Deque<T> entries, Function<T, Instant> time, Instant oldest, int most) {
    int excess = Math.max(0, entries.size() - most);
    int count = 0;
    for (T entry : entries) { // oldest first
      if (count >= excess && !time.apply(entry).isBefore(oldest)) {
        break;
      }
      count++;
    }
    return count;
  }
}
