package org.hierophant.coordinator.ledger;

import java.time.Instant;
import java.util.Optional;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.RequestId;

/**
 * What one slot of a worker is busy with.
 *
 * @param accepted false while the offer is not answered
 * @param takenNanos when the slot was taken, or when this process started
 * @param progressNanos when the last greater progress came; {@code takenNanos} before the first
 * @param cancelled the worker was told to stop and has not answered yet
 * @param cancelledNanos when it was told
 */
record Slot(
    RequestId request,
    LeaseToken lease,
    boolean accepted,
    Instant takenAt,
    long takenNanos,
    Optional<Progress> progress,
    long progressNanos,
    boolean cancelled,
    long cancelledNanos) {
  private static final Progress NOTHING_YET = new Progress(Phase.FETCHING, 0, 0);

  static Slot taken(RequestId request, LeaseToken lease, boolean accepted, Instant at, long nanos) {
    return new Slot(request, lease, accepted, at, nanos, Optional.empty(), nanos, false, nanos);
  }

  /** As it was kept, its clocks from {@code nanos} on. */
  Slot kept(long nanos) {
    return taken(request, lease, accepted, takenAt, nanos);
  }

  Slot accept(long nanos) {
    return new Slot(
        request, lease, true, takenAt, nanos, progress, nanos, cancelled, cancelledNanos);
  }

  /** Keeps the time it was taken at: coming back must not make a lease longer. */
  Slot resume(long nanos) {
    return new Slot(
        request,
        lease,
        accepted,
        takenAt,
        takenNanos,
        progress.map(_ -> NOTHING_YET),
        nanos,
        cancelled,
        cancelledNanos);
  }

  Slot at(Progress reported, long nanos) {
    return new Slot(
        request,
        lease,
        true,
        takenAt,
        takenNanos,
        Optional.of(reported),
        nanos,
        cancelled,
        cancelledNanos);
  }

  Slot cancel(long nanos) {
    return new Slot(
        request, lease, accepted, takenAt, takenNanos, progress, progressNanos, true, nanos);
  }
}
