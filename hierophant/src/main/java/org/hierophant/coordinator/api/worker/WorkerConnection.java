package org.hierophant.coordinator.api.worker;

import java.util.List;
import java.util.Optional;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a worker.
 *
 * <p><b>Thread.</b> Frames arrive one at a time; everything else from any thread.
 */
final class WorkerConnection {
  private final long generation;
  private final String remoteAddress;
  private final WorkerOutbox outbox;
  private final long openedNanos;
  private volatile @Nullable WorkerId worker;
  private volatile long heardNanos;
  private volatile List<ProverReport> provers = List.of();
  private volatile boolean refused;
  private int garbage;

  WorkerConnection(long generation, String remoteAddress, WorkerOutbox outbox, long nowNanos) {
    this.generation = generation;
    this.remoteAddress = remoteAddress;
    this.outbox = outbox;
    this.openedNanos = nowNanos;
    this.heardNanos = nowNanos;
  }

  long generation() {
    return generation;
  }

  String remoteAddress() {
    return remoteAddress;
  }

  WorkerOutbox outbox() {
    return outbox;
  }

  /** Empty before Hello. */
  Optional<WorkerId> worker() {
    return Optional.ofNullable(worker);
  }

  void introduced(WorkerId id) {
    worker = id;
  }

  void provers(List<ProverReport> now) {
    provers = now;
  }

  /** As the worker told last; empty from one that does not tell. */
  List<ProverReport> provers() {
    return provers;
  }

  void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  long openForNanos(long nowNanos) {
    return nowNanos - openedNanos;
  }

  long silentForNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }

  /** How many unreadable frames came, this one included. */
  int countGarbage() {
    return ++garbage;
  }

  void close(CloseReason reason, String text) {
    outbox.close(reason, text);
  }

  /** Closes it, and hears nothing more of it: what it says by then must not make it a worker. */
  void refuse(CloseReason reason, String text) {
    refused = true;
    close(reason, text);
  }

  boolean isRefused() {
    return refused;
  }
}
