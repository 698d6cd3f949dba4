package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.util.function.Consumer;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.network.domain.WorkerId;

/**
 * One connection of a worker. Messages arrive in order, a moment later; once it is cut nothing
 * arrives any more, and neither end is told.
 */
final class Socket {
  private static final Duration WAY = Duration.ofMillis(5);

  /** What a worker hears. */
  sealed interface Message {
    record Said(Effect.ToWorker effect) implements Message {}

    /**
     * @param needsAttention whether the worker is to try again only at its longest interval
     */
    record Closed(boolean needsAttention) implements Message {}
  }

  private final VirtualTime time;
  private final WorkerId worker;
  private final long generation;
  private final Consumer<Command<?>> coordinator;
  private final Consumer<Message> peer;
  private boolean cut;
  private long heardNanos;

  Socket(
      VirtualTime time,
      WorkerId worker,
      long generation,
      Consumer<Command<?>> coordinator,
      Consumer<Message> peer) {
    this.time = time;
    this.worker = worker;
    this.generation = generation;
    this.coordinator = coordinator;
    this.peer = peer;
    this.heardNanos = time.nanos();
  }

  WorkerId worker() {
    return worker;
  }

  long generation() {
    return generation;
  }

  void cut() {
    cut = true;
  }

  boolean isCut() {
    return cut;
  }

  void toCoordinator(Command<?> command) {
    time.after(
        WAY,
        () -> {
          if (!cut) {
            heardNanos = time.nanos();
            coordinator.accept(command);
          }
        });
  }

  void toWorker(Message message) {
    time.after(
        WAY,
        () -> {
          if (!cut) {
            peer.accept(message);
          }
        });
  }

  /** How long the coordinator has heard nothing. */
  Duration silence() {
    return Duration.ofNanos(time.nanos() - heardNanos);
  }
}
