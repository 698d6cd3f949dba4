package org.hierophant.coordinator.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.coordinator.assignment.AssignmentBoard;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.SubmissionKey;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * All state of the coordinator. Decisions read it; {@link #apply} alone changes it.
 *
 * <p><b>Thread.</b> The ledger's only.
 */
final class LedgerState {
  private final LeaseNames names;
  private final Map<VkHash, ProgramRecord> programs = new HashMap<>();
  private final AssignmentBoard board = new AssignmentBoard();
  private final Touched touched = new Touched();
  private final RequestTable requests;
  private final WorkerTable workers = new WorkerTable(board, touched);
  private final Deque<DeadWorker> deadWorkers = new ArrayDeque<>();
  private final Deque<CompletedProof> history = new ArrayDeque<>();

  /**
   * The state as it was kept; leases and deadlines run on from {@code now}.
   *
   * @param seed makes the lease tokens of this process unguessable and different from earlier ones
   */
  LedgerState(Snapshot kept, byte[] seed, Moment now) {
    names = new LeaseNames(seed);
    requests = new RequestTable(kept.requests().size(), board, touched);
    kept.programs().forEach(program -> apply(new Event.ProgramRegistered(program), now));
    kept.workers().forEach(record -> workers.record(record, now));
    for (RequestView view : kept.requests()) {
      restore(view, kept.attempts().getOrDefault(view.id(), List.of()), now);
    }
    sortFinals();
    for (DeadWorker dead : kept.deadWorkers()) {
      deadWorkers.add(dead);
      touched.died(dead);
    }
    for (CompletedProof proof : kept.history()) {
      history.add(proof);
      touched.proved(proof);
    }
  }

  /**
   * Starts the clocks of workers that could not come back before now. The state was read earlier,
   * and nothing has happened since.
   */
  void startClocks(Moment now) {
    workers.startClocks(now);
  }

  /**
   * Adds finished requests that were left out of the snapshot. No command may be decided before all
   * of them are back and {@link #sortFinals} was called.
   */
  void restoreFinished(List<RequestView> views, Moment now) {
    views.forEach(view -> restore(view, List.of(), now));
  }

  /** To be called once all finished requests are back. */
  void sortFinals() {
    requests.sortFinals();
  }

  private void restore(RequestView view, List<Attempt> attempts, Moment now) {
    requests.restore(view, attempts, now);
    if (view.state() instanceof RequestState.Leased leased) {
      // The worker is away for now; what it holds is compared with this when it comes back.
      workers
          .present(leased.worker())
          .put(
              Slot.taken(view.id(), leased.lease(), true, leased.leasedAt(), now.monotonicNanos()));
    }
  }

  // ---- reading ----

  Optional<ProgramRecord> program(VkHash vkHash) {
    return Optional.ofNullable(programs.get(vkHash));
  }

  @Nullable RequestView request(RequestId id) {
    return requests.find(id);
  }

  Optional<RequestId> submitted(SubmissionKey key) {
    return requests.submitted(key);
  }

  long nextSequence() {
    return requests.nextSequence();
  }

  int openCount() {
    return requests.openCount();
  }

  LeaseNames names() {
    return names;
  }

  AssignmentBoard board() {
    return board;
  }

  /** An attempt of an open request, under its current or an earlier lease. */
  Optional<Attempt> attempt(RequestId id, LeaseToken lease) {
    return requests.findOpen(id).flatMap(request -> request.attempt(lease));
  }

  Collection<Attempt> attempts(RequestId id) {
    return requests.attempts(id);
  }

  @Nullable LiveWorker liveWorker(WorkerId id) {
    return workers.find(id);
  }

  int liveCount() {
    return workers.liveCount();
  }

  Collection<LiveWorker> liveWorkers() {
    return workers.live();
  }

  Optional<WorkerRecord> record(WorkerId id) {
    return workers.record(id);
  }

  Collection<WorkerRecord> records() {
    return workers.records();
  }

  /** Open requests whose deadline has passed, earliest first. */
  List<RequestId> pastDeadline(long nowNanos) {
    return requests.pastDeadline(nowNanos);
  }

  /** How long ago the deadline was; negative before. */
  long pastDeadlineByNanos(RequestId id, long nowNanos) {
    return nowNanos - requests.open(id).deadlineNanos();
  }

  /** Leases of candidates that must be asked about now, by request. */
  Map<RequestId, List<LeaseToken>> verificationsDue(long nowNanos) {
    return requests.verificationsDue(nowNanos);
  }

  /** Final requests, the one that ended first in front. */
  Deque<RequestView> finals() {
    return requests.finals();
  }

  Deque<CompletedProof> history() {
    return history;
  }

  Deque<DeadWorker> deadWorkers() {
    return deadWorkers;
  }

  WorkerView view(LiveWorker worker) {
    List<Assigned> assigned = new ArrayList<>();
    for (Slot slot : worker.slots()) {
      RequestView view = requests.find(slot.request());
      if (view != null) {
        assigned.add(
            new Assigned(
                slot.request(),
                view.request().vm(),
                view.request().mode(),
                slot.takenAt(),
                slot.accepted(),
                slot.progress()));
      }
    }
    return worker.view(assigned);
  }

  /** What changed since this was called last. */
  Touched takeTouched() {
    return touched.take();
  }

  // ---- changing ----

  /**
   * @throws IllegalStateException if the event does not fit the state: a bug of the decision
   */
  void apply(Event event, Moment now) {
    switch (event) {
      case Event.Durable durable -> applyDurable(durable, now);
      case Event.Volatile passing -> applyVolatile(passing);
    }
  }

  private void applyDurable(Event.Durable event, Moment now) {
    switch (event) {
      case Event.ProgramRegistered(var program) -> {
        programs.put(program.vkHash(), program);
        touched.program(program);
      }
      case Event.RequestAccepted(var request, long sequence) ->
          requests.accept(request, sequence, now);
      case Event.RequestMoved(var id, _, var to, var at) -> requests.move(id, to, at);
      case Event.AttemptBegun(var id, _, var attempt) -> requests.begin(id, attempt);
      case Event.AttemptDropped(var id, _, var lease) -> requests.drop(id, lease);
      case Event.CandidateStored(var id, _, var candidate) -> requests.add(id, candidate);
      case Event.CandidateDropped(var id, _, var lease, var at) ->
          requests.dropCandidate(id, lease, at);
      case Event.RequestForgotten(var id, _) -> requests.forget(id);
      case Event.WorkerRecorded(var record) -> workers.record(record, now);
      case Event.WorkerForgotten(var worker) -> workers.forget(worker);
      case Event.WorkerDied(var dead) -> {
        deadWorkers.add(dead);
        touched.died(dead);
      }
      case Event.ProofRecorded(var proof) -> {
        history.add(proof);
        touched.proved(proof);
      }
      case Event.HistoryTrimmed(int proofs, int dead) -> {
        for (int i = 0; i < proofs; i++) {
          history.removeFirst();
        }
        for (int i = 0; i < dead; i++) {
          deadWorkers.removeFirst();
        }
        touched.trimmed(proofs, dead);
      }
    }
  }

  private void applyVolatile(Event.Volatile event) {
    switch (event) {
      case Event.WorkerConnected(var id, long generation, var address, var at, long nanos) ->
          workers.present(id).connect(generation, address, at, nanos);
      case Event.WorkerDisconnected(var id, long nanos) -> workers.present(id).disconnect(nanos);
      case Event.WorkerHeard(var id, var at, long nanos) -> workers.present(id).heard(at, nanos);
      case Event.WorkerDraining(var id) -> workers.present(id).drain();
      case Event.WorkerPaused(var id, long untilNanos) -> workers.present(id).pause(untilNanos);
      case Event.WorkerResumed(var id) -> workers.present(id).resume();
      case Event.WorkerRemoved(var id) -> workers.remove(id);
      case Event.SlotTaken(var id, var request, var lease, boolean accepted, var at, long nanos) ->
          workers.present(id).put(Slot.taken(request, lease, accepted, at, nanos));
      case Event.OfferAccepted(var id, var lease, long nanos) ->
          workers.present(id).change(lease, slot -> slot.accept(nanos));
      case Event.AttemptResumed(var id, var lease, long nanos) ->
          workers.present(id).change(lease, slot -> slot.resume(nanos));
      case Event.SlotCancelled(var id, var lease, long nanos) ->
          workers.present(id).change(lease, slot -> slot.cancel(nanos));
      case Event.SlotFreed(var id, var lease, long nanos) -> workers.present(id).free(lease, nanos);
      case Event.ProgressMade(var id, var request, var lease, var progress, long nanos) -> {
        workers.present(id).change(lease, slot -> slot.at(progress, nanos));
        requests.put(requests.present(request).at(progress));
      }
      case Event.RequestExecuted(var id, var execution) ->
          requests.put(requests.present(id).executed(execution));
      case Event.VerificationAsked(var request, var lease, long againNanos) ->
          requests.open(request).askAgain(lease, againNanos);
    }
    switch (event) {
      case Event.WorkerConnected(var id, _, _, _, _) -> workers.reenroll(id);
      case Event.WorkerDisconnected(var id, _) -> workers.reenroll(id);
      case Event.WorkerDraining(var id) -> workers.reenroll(id);
      case Event.WorkerPaused(var id, _) -> workers.refresh(id);
      case Event.WorkerResumed(var id) -> workers.refresh(id);
      case Event.SlotTaken(var id, _, _, _, _, _) -> workers.refresh(id);
      case Event.SlotFreed(var id, _, _) -> workers.refresh(id);
      case Event.WorkerHeard(var id, _, _) -> workers.changed(id);
      case Event.OfferAccepted(var id, _, _) -> workers.changed(id);
      case Event.AttemptResumed(var id, _, _) -> workers.changed(id);
      case Event.SlotCancelled(var id, _, _) -> workers.changed(id);
      case Event.ProgressMade(var id, _, _, _, _) -> workers.changed(id);
      case Event.WorkerRemoved _, Event.RequestExecuted _, Event.VerificationAsked _ -> {}
    }
  }
}
