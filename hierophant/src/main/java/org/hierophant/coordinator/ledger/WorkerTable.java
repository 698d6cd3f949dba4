package org.hierophant.coordinator.ledger;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hierophant.coordinator.assignment.AssignmentBoard;
import org.hierophant.coordinator.assignment.FreeWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * All workers: what is remembered of each, and what those do that are not dead.
 *
 * <p><b>Thread.</b> The ledger's only.
 */
final class WorkerTable {
  private final Map<WorkerId, WorkerRecord> records = new TreeMap<>(byText());
  private final Map<WorkerId, LiveWorker> live = new TreeMap<>(byText());
  private final AssignmentBoard board;
  private final Touched touched;

  /**
   * @param touched told of every worker that changes
   */
  WorkerTable(AssignmentBoard board, Touched touched) {
    this.board = board;
    this.touched = touched;
  }

  private static Comparator<WorkerId> byText() {
    return Comparator.comparing(WorkerId::text);
  }

  /** Starts the clocks of workers that could not come back before now. */
  void startClocks(Moment now) {
    live.values().forEach(worker -> worker.startClocks(now.monotonicNanos()));
  }

  // ---- reading ----

  @Nullable LiveWorker find(WorkerId id) {
    return live.get(id);
  }

  LiveWorker present(WorkerId id) {
    LiveWorker worker = live.get(id);
    if (worker == null) {
      throw new IllegalStateException("not alive: " + id);
    }
    return worker;
  }

  int liveCount() {
    return live.size();
  }

  Collection<LiveWorker> live() {
    return List.copyOf(live.values());
  }

  Optional<WorkerRecord> record(WorkerId id) {
    return Optional.ofNullable(records.get(id));
  }

  Collection<WorkerRecord> records() {
    return List.copyOf(records.values());
  }

  // ---- changing ----

  void record(WorkerRecord record, Moment now) {
    records.put(record.id(), record);
    LiveWorker worker = live.get(record.id());
    if (worker != null) {
      boolean changed =
          !worker.record().capabilities().equals(record.capabilities())
              || worker.record().slots() != record.slots();
      worker.record(record);
      if (changed) {
        reenroll(record.id());
      }
      touched.worker(record.id());
    } else if (record.present()) {
      live.put(record.id(), new LiveWorker(record, now.monotonicNanos()));
      touched.worker(record.id());
    }
  }

  void forget(WorkerId id) {
    records.remove(id);
  }

  /** It is dead; what is remembered of it stays. */
  void remove(WorkerId id) {
    live.remove(id);
    board.dismiss(id);
    touched.worker(id);
  }

  void changed(WorkerId id) {
    touched.worker(id);
  }

  /** Tells the board what the worker can do, or that it takes nothing. */
  void reenroll(WorkerId id) {
    LiveWorker worker = present(id);
    if (worker.isEnrolled()) {
      board.enroll(id, worker.record().capabilities());
    } else {
      board.dismiss(id);
    }
    refresh(id);
  }

  /** Tells the board whether the worker has room. */
  void refresh(WorkerId id) {
    LiveWorker worker = present(id);
    if (worker.hasFreeSlot()) {
      board.release(new FreeWorker(id, worker.idleSinceNanos(), worker.record().meanSpanTime()));
    } else {
      board.occupy(id);
    }
    touched.worker(id);
  }
}
