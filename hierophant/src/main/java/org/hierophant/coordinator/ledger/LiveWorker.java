package org.hierophant.coordinator.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.WorkerId;

/**
 * A worker that is not dead: its connection, its clocks and its slots. Changed by {@link
 * LedgerState#apply} only.
 */
final class LiveWorker {
  private WorkerRecord record;
  private long generation;
  private String remoteAddress = "";
  private boolean connected;
  private boolean draining;
  private boolean paused;
  private long pausedUntilNanos;
  private Instant connectedAt;
  private Instant heardAt;
  private long heardNanos;
  private long disconnectedNanos;
  private long idleSinceNanos;
  private final Map<LeaseToken, Slot> slots = new LinkedHashMap<>();

  /** Not connected, as every worker is right after a start. */
  LiveWorker(WorkerRecord record, long nowNanos) {
    this.record = record;
    this.connectedAt = record.lastSeenAt();
    this.heardAt = record.lastSeenAt();
    this.heardNanos = nowNanos;
    this.disconnectedNanos = nowNanos;
    this.idleSinceNanos = nowNanos;
  }

  /** As if this process had started now. */
  void startClocks(long nowNanos) {
    heardNanos = nowNanos;
    disconnectedNanos = nowNanos;
    idleSinceNanos = nowNanos;
    slots.replaceAll((_, slot) -> slot.kept(nowNanos));
  }

  void connect(long newGeneration, String address, Instant at, long nanos) {
    generation = newGeneration;
    remoteAddress = address;
    connected = true;
    draining = false;
    paused = false;
    connectedAt = at;
    idleSinceNanos = nanos;
    heard(at, nanos);
  }

  void disconnect(long nanos) {
    connected = false;
    disconnectedNanos = nanos;
  }

  void heard(Instant at, long nanos) {
    heardAt = at;
    heardNanos = nanos;
  }

  void drain() {
    draining = true;
  }

  void pause(long untilNanos) {
    paused = true;
    pausedUntilNanos = untilNanos;
  }

  void resume() {
    paused = false;
  }

  void record(WorkerRecord changed) {
    record = changed;
  }

  /** Nothing happens if the slot is free already. */
  void change(LeaseToken lease, UnaryOperator<Slot> change) {
    slot(lease).ifPresent(slot -> put(change.apply(slot)));
  }

  void put(Slot slot) {
    slots.put(slot.lease(), slot);
  }

  void free(LeaseToken lease, long nanos) {
    slots.remove(lease);
    idleSinceNanos = nanos;
  }

  WorkerId id() {
    return record.id();
  }

  WorkerRecord record() {
    return record;
  }

  long generation() {
    return generation;
  }

  boolean isConnected() {
    return connected;
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether it may be chosen, now or once it has a free slot. */
  boolean isEnrolled() {
    return connected && !draining;
  }

  boolean hasFreeSlot() {
    return isEnrolled() && !paused && slots.size() < record.slots();
  }

  boolean isPauseOver(long nowNanos) {
    return paused && nowNanos - pausedUntilNanos >= 0;
  }

  long silentForNanos(long nowNanos) {
    return nowNanos - heardNanos;
  }

  long goneForNanos(long nowNanos) {
    return nowNanos - disconnectedNanos;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  Collection<Slot> slots() {
    return List.copyOf(slots.values());
  }

  Optional<Slot> slot(LeaseToken lease) {
    return Optional.ofNullable(slots.get(lease));
  }

  WorkerView view(List<Assigned> assigned) {
    return new WorkerView(
        record, generation, remoteAddress, connected, draining, assigned, connectedAt, heardAt);
  }

  String remoteAddress() {
    return remoteAddress;
  }
}
