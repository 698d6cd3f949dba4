package org.hierophant.coordinator.ledger;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hierophant.coordinator.assignment.AssignmentBoard;
import org.hierophant.coordinator.assignment.FreeWorker;
import org.hierophant.coordinator.assignment.WaitingRequest;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
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
  private final Map<RequestId, RequestView> requests;
  private final Map<SubmissionKey, RequestId> submissions;
  private final Map<RequestId, OpenRequest> open = new LinkedHashMap<>();
  private final Deadlines deadlines = new Deadlines();
  private final Set<RequestId> unverified = new LinkedHashSet<>();
  private final Deque<RequestView> finals = new ArrayDeque<>();
  private final Map<WorkerId, WorkerRecord> records = new TreeMap<>(byText());
  private final Map<WorkerId, LiveWorker> live = new TreeMap<>(byText());
  private final AssignmentBoard board = new AssignmentBoard();
  private final Deque<DeadWorker> deadWorkers = new ArrayDeque<>();
  private final Deque<CompletedProof> history = new ArrayDeque<>();
  private Touched touched = new Touched();
  private long lastSequence;

  /**
   * The state as it was kept; leases and deadlines run on from {@code now}.
   *
   * @param seed makes the lease tokens of this process unguessable and different from earlier ones
   */
  LedgerState(Snapshot kept, byte[] seed, Moment now) {
    names = new LeaseNames(seed);
    requests = HashMap.newHashMap(kept.requests().size());
    submissions = HashMap.newHashMap(kept.requests().size());
    kept.programs().forEach(program -> apply(new Event.ProgramRegistered(program), now));
    kept.workers().forEach(record -> restore(record, now));
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
    live.values().forEach(worker -> worker.startClocks(now.monotonicNanos()));
  }

  private static Comparator<WorkerId> byText() {
    return Comparator.comparing(WorkerId::text);
  }

  private void restore(WorkerRecord record, Moment now) {
    records.put(record.id(), record);
    if (record.present()) {
      live.put(record.id(), new LiveWorker(record, now.monotonicNanos()));
      touched.worker(record.id());
    }
  }

  /**
   * Adds finished requests that were left out of the snapshot. No command may be decided before all
   * of them are back and {@link #sortFinals} was called.
   */
  void restoreFinished(List<RequestView> views, Moment now) {
    views.forEach(view -> restore(view, List.of(), now));
  }

  /** The order of their end is not that of their sequence. */
  void sortFinals() {
    List<RequestView> ended = new ArrayList<>(finals);
    ended.sort(Comparator.comparing(RequestView::updatedAt));
    finals.clear();
    finals.addAll(ended);
  }

  private void restore(RequestView view, List<Attempt> attempts, Moment now) {
    lastSequence = Math.max(lastSequence, view.sequence());
    submissions.put(view.request().submissionKey(), view.id());
    if (view.state() instanceof RequestState.Open) {
      open(view, now);
      attempts.forEach(attempt -> openRequest(view.id()).begin(attempt));
      view.candidates()
          .forEach(
              candidate -> {
                openRequest(view.id()).askAgain(candidate.lease(), now.monotonicNanos());
                unverified.add(view.id());
              });
    } else {
      finals.add(view);
    }
    put(view);
    if (view.state() instanceof RequestState.Leased leased) {
      // The worker is away for now; what it holds is compared with this when it comes back.
      worker(leased.worker())
          .put(
              Slot.taken(view.id(), leased.lease(), true, leased.leasedAt(), now.monotonicNanos()));
    }
  }

  private void open(RequestView view, Moment now) {
    long deadlineNanos = Deadlines.nanosOf(view.request().effectiveDeadline(), now);
    open.put(view.id(), new OpenRequest(deadlineNanos));
    deadlines.add(deadlineNanos, view.id());
  }

  // ---- reading ----

  Optional<ProgramRecord> program(VkHash vkHash) {
    return Optional.ofNullable(programs.get(vkHash));
  }

  @Nullable RequestView request(RequestId id) {
    return requests.get(id);
  }

  Optional<RequestId> submitted(SubmissionKey key) {
    return Optional.ofNullable(submissions.get(key));
  }

  long nextSequence() {
    return lastSequence + 1;
  }

  int requestCount() {
    return requests.size();
  }

  int openCount() {
    return open.size();
  }

  LeaseNames names() {
    return names;
  }

  AssignmentBoard board() {
    return board;
  }

  /** An attempt of an open request, under its current or an earlier lease. */
  Optional<Attempt> attempt(RequestId id, LeaseToken lease) {
    OpenRequest request = open.get(id);
    return request == null ? Optional.empty() : request.attempt(lease);
  }

  Collection<Attempt> attempts(RequestId id) {
    OpenRequest request = open.get(id);
    return request == null ? List.of() : request.attempts();
  }

  @Nullable LiveWorker liveWorker(WorkerId id) {
    return live.get(id);
  }

  int liveCount() {
    return live.size();
  }

  Collection<LiveWorker> liveWorkers() {
    return List.copyOf(live.values());
  }

  Optional<WorkerRecord> record(WorkerId id) {
    return Optional.ofNullable(records.get(id));
  }

  Collection<WorkerRecord> records() {
    return List.copyOf(records.values());
  }

  /** Open requests whose deadline has passed, earliest first. */
  List<RequestId> pastDeadline(long nowNanos) {
    return deadlines.passed(nowNanos);
  }

  /** How long ago the deadline was; negative before. */
  long pastDeadlineByNanos(RequestId id, long nowNanos) {
    return nowNanos - openRequest(id).deadlineNanos();
  }

  /** Leases of candidates that must be asked about now, by request. */
  Map<RequestId, List<LeaseToken>> verificationsDue(long nowNanos) {
    Map<RequestId, List<LeaseToken>> due = new LinkedHashMap<>();
    for (RequestId id : unverified) {
      List<LeaseToken> leases = openRequest(id).verificationsDue(nowNanos);
      if (!leases.isEmpty()) {
        due.put(id, leases);
      }
    }
    return due;
  }

  /** Final requests, the one that ended first in front. */
  Deque<RequestView> finals() {
    return finals;
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
      RequestView view = requests.get(slot.request());
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
    Touched taken = touched;
    touched = new Touched();
    return taken;
  }

  private OpenRequest openRequest(RequestId id) {
    OpenRequest request = open.get(id);
    if (request == null) {
      throw new IllegalStateException("not open: " + id);
    }
    return request;
  }

  private RequestView present(RequestId id) {
    RequestView view = requests.get(id);
    if (view == null) {
      throw new IllegalStateException("unknown: " + id);
    }
    return view;
  }

  private LiveWorker worker(WorkerId id) {
    LiveWorker worker = live.get(id);
    if (worker == null) {
      throw new IllegalStateException("not alive: " + id);
    }
    return worker;
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
      case Event.RequestAccepted(var request, long sequence) -> {
        lastSequence = sequence;
        submissions.put(request.submissionKey(), request.id());
        RequestView view = OpenRequest.accepted(request, sequence);
        open(view, now);
        put(view);
      }
      case Event.RequestMoved(var id, _, var to, var at) -> move(present(id), to, at);
      case Event.AttemptBegun(var id, _, var attempt) -> {
        openRequest(id).begin(attempt);
        touched.request(id);
      }
      case Event.AttemptDropped(var id, _, var lease) -> {
        openRequest(id).drop(lease);
        touched.request(id);
      }
      case Event.CandidateStored(var id, _, var candidate) -> {
        RequestView view = present(id);
        List<Candidate> more = new ArrayList<>(view.candidates());
        more.add(candidate);
        unverified.add(id);
        put(view.with(more, candidate.storedAt()));
      }
      case Event.CandidateDropped(var id, _, var lease, var at) -> {
        RequestView view = present(id);
        openRequest(id).answered(lease);
        List<Candidate> rest =
            view.candidates().stream().filter(one -> !one.lease().equals(lease)).toList();
        if (rest.isEmpty()) {
          unverified.remove(id);
        }
        put(view.with(rest, at));
      }
      case Event.RequestForgotten(var id, _) -> forget(present(id));
      case Event.WorkerRecorded(var record) -> recorded(record, now);
      case Event.WorkerForgotten(var worker) -> records.remove(worker);
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
          worker(id).connect(generation, address, at, nanos);
      case Event.WorkerDisconnected(var id, long nanos) -> worker(id).disconnect(nanos);
      case Event.WorkerHeard(var id, var at, long nanos) -> worker(id).heard(at, nanos);
      case Event.WorkerDraining(var id) -> worker(id).drain();
      case Event.WorkerPaused(var id, long untilNanos) -> worker(id).pause(untilNanos);
      case Event.WorkerResumed(var id) -> worker(id).resume();
      case Event.WorkerRemoved(var id) -> {
        live.remove(id);
        board.dismiss(id);
      }
      case Event.SlotTaken(var id, var request, var lease, boolean accepted, var at, long nanos) ->
          worker(id).put(Slot.taken(request, lease, accepted, at, nanos));
      case Event.OfferAccepted(var id, var lease, long nanos) ->
          worker(id).slot(lease).ifPresent(slot -> worker(id).put(slot.accept(nanos)));
      case Event.AttemptResumed(var id, var lease, long nanos) ->
          worker(id).slot(lease).ifPresent(slot -> worker(id).put(slot.resume(nanos)));
      case Event.SlotCancelled(var id, var lease, long nanos) ->
          worker(id).slot(lease).ifPresent(slot -> worker(id).put(slot.cancel(nanos)));
      case Event.SlotFreed(var id, var lease, long nanos) -> worker(id).free(lease, nanos);
      case Event.ProgressMade(var id, var request, var lease, var progress, long nanos) -> {
        worker(id).slot(lease).ifPresent(slot -> worker(id).put(slot.at(progress, nanos)));
        put(present(request).at(progress));
      }
      case Event.RequestExecuted(var id, var execution) -> put(present(id).executed(execution));
      case Event.VerificationAsked(var request, var lease, long againNanos) ->
          openRequest(request).askAgain(lease, againNanos);
    }
    switch (event) {
      case Event.WorkerConnected(var id, _, _, _, _) -> reenroll(id);
      case Event.WorkerDisconnected(var id, _) -> reenroll(id);
      case Event.WorkerDraining(var id) -> reenroll(id);
      case Event.WorkerRemoved(var id) -> touched.worker(id);
      case Event.WorkerPaused(var id, _) -> refresh(id);
      case Event.WorkerResumed(var id) -> refresh(id);
      case Event.SlotTaken(var id, _, _, _, _, _) -> refresh(id);
      case Event.SlotFreed(var id, _, _) -> refresh(id);
      case Event.WorkerHeard(var id, _, _) -> touched.worker(id);
      case Event.OfferAccepted(var id, _, _) -> touched.worker(id);
      case Event.AttemptResumed(var id, _, _) -> touched.worker(id);
      case Event.SlotCancelled(var id, _, _) -> touched.worker(id);
      case Event.ProgressMade(var id, _, _, _, _) -> touched.worker(id);
      case Event.RequestExecuted _, Event.VerificationAsked _ -> {}
    }
  }

  private void recorded(WorkerRecord record, Moment now) {
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

  private void reenroll(WorkerId id) {
    LiveWorker worker = worker(id);
    if (worker.isEnrolled()) {
      board.enroll(id, worker.record().capabilities());
    } else {
      board.dismiss(id);
    }
    refresh(id);
  }

  /** Tells the board whether the worker has room. */
  private void refresh(WorkerId id) {
    LiveWorker worker = worker(id);
    if (worker.hasFreeSlot()) {
      board.release(new FreeWorker(id, worker.idleSinceNanos(), worker.record().meanSpanTime()));
    } else {
      board.occupy(id);
    }
    touched.worker(id);
  }

  private void move(RequestView view, RequestState to, Instant at) {
    if (view.state().isFinal()) {
      throw new IllegalStateException("final already: " + view.id());
    }
    RequestView moved = view.in(to, at);
    if (to.isFinal()) {
      deadlines.remove(openRequest(view.id()).deadlineNanos(), view.id());
      open.remove(view.id());
      unverified.remove(view.id());
      finals.add(moved);
    }
    put(moved);
  }

  /** Stores the view and keeps the queue in step with it. */
  private void put(RequestView view) {
    RequestView before = requests.put(view.id(), view);
    RequestState old = before == null ? null : before.state();
    if (old instanceof RequestState.Queued && !old.equals(view.state())) {
      board.dequeue(view.request().capability(), view.sequence());
    }
    if (view.state() instanceof RequestState.Queued queued && !queued.equals(old)) {
      board.enqueue(
          new WaitingRequest(
              view.id(), view.sequence(), view.request().capability(), queued.budget().avoid()));
    }
    touched.request(view.id());
  }

  private void forget(RequestView view) {
    RequestView first = finals.removeFirst();
    if (!first.id().equals(view.id())) {
      throw new IllegalStateException("not the oldest final request: " + view.id());
    }
    requests.remove(view.id());
    submissions.remove(view.request().submissionKey(), view.id());
    touched.request(view.id());
  }
}
