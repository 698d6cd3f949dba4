package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong on purpose, and when. A coordinator that was away, or could not write, is no
 * excuse for losing anything: its workers come back in time.
 */
final class Excuses {
  /** A worker that is away no longer than this comes back within the grace period. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  /** Limits that act late: silence of a socket, grace, dialling again. */
  private static final Duration AFTERMATH = Duration.ofMinutes(3);

  /** From a wrong proof to its rejection and what follows for its worker. */
  private static final Duration REJECTION = Duration.ofMinutes(25);

  /** A message that was under way when a process died. */
  private static final Duration WAY = Duration.ofSeconds(1);

  private record Trouble(WorkerId worker, Instant from, Instant to) {}

  private final VirtualTime time;
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<Instant> outages = new ArrayList<>();
  private boolean diskFull;
  private Instant lastFull = Instant.MIN;
  private Instant lastWayFailure = Instant.MIN;
  private Instant lastWipe = Instant.MIN;

  Excuses(VirtualTime time) {
    this.time = time;
  }

  /** What this worker loses from now on is the fault's doing. */
  void fault(Fault.OfWorker fault, WorkerId worker) {
    boolean costsLeases =
        switch (fault) {
          case Fault.WorkerDies dies ->
              !dies.isToldOff() || dies.losesDisk() || dies.lasts().compareTo(SHORT) > 0;
          case Fault.LinkBreaks breaks ->
              !breaks.isToldOff() || breaks.lasts().compareTo(SHORT) > 0;
          case Fault.WorkerFreezes freezes -> freezes.lasts().compareTo(SHORT) > 0;
          case Fault.ProverHangs _, Fault.WorkerLeaves _ -> true;
          case Fault.WorkerDrains _, Fault.OffersAreRefused _ -> false;
          case Fault.ProverLies _, Fault.ProverForges _, Fault.ProverFails _ -> false; // see below
        };
    if (costsLeases) {
      trouble(worker, fault.lasts().plus(AFTERMATH));
    }
  }

  /** Too many of them put the worker out, with all it has. */
  void failureMade(WorkerId worker) {
    trouble(worker, REJECTION);
  }

  /** It could not fetch what it was to prove. */
  void transferFailed(WorkerId worker) {
    trouble(worker, AFTERMATH);
  }

  private void trouble(WorkerId worker, Duration lasts) {
    troubles.add(new Trouble(worker, time.now(), time.now().plus(lasts)));
  }

  void outage() {
    outages.add(time.now());
  }

  /** What happened shortly before or during an outage is noticed only after it. */
  void back() {
    Instant end = time.now().plus(AFTERMATH);
    Instant lastOutage = outages.isEmpty() ? Instant.MAX : outages.getLast();
    troubles.replaceAll(
        trouble ->
            trouble.to().isBefore(lastOutage) || trouble.to().isAfter(end)
                ? trouble
                : new Trouble(trouble.worker(), trouble.from(), end));
  }

  void diskFull(boolean isFull) {
    diskFull = isFull;
    lastFull = time.now();
  }

  void commitFailed() {
    lastFull = time.now();
  }

  void wayFailed() {
    lastWayFailure = time.now();
  }

  void wiped() {
    lastWipe = time.now();
  }

  /** Or was at this very moment. */
  boolean isDiskFull() {
    return diskFull || lastFull.equals(time.now());
  }

  boolean diskFullSince(Instant moment) {
    return diskFull || !lastFull.isBefore(moment);
  }

  boolean wayFailedSince(Instant moment) {
    return !lastWayFailure.isBefore(moment);
  }

  boolean wipedSince(Instant moment) {
    return !lastWipe.isBefore(moment);
  }

  /**
   * @param begun when the lease began: an offer is lost with the coordinator that made it
   */
  boolean loss(@Nullable WorkerId worker, Instant begun) {
    return outages.stream().anyMatch(at -> !at.isBefore(begun) && at.isBefore(begun.plus(WAY)))
        || troubles.stream()
            .anyMatch(
                trouble ->
                    trouble.worker().equals(worker)
                        && !time.now().isBefore(trouble.from())
                        && !time.now().isAfter(trouble.to()));
  }
}
