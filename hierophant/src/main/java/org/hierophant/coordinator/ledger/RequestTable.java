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
import org.hierophant.coordinator.assignment.AssignmentBoard;
import org.hierophant.coordinator.assignment.WaitingRequest;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.SubmissionKey;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * All requests, and the queue of those that wait.
 *
 * <p><b>Thread.</b> The ledger's only.
 */
final class RequestTable {
  private final Map<RequestId, RequestView> requests;
  private final Map<SubmissionKey, RequestId> submissions;
  private final Map<RequestId, OpenRequest> open = new LinkedHashMap<>();
  private final Deadlines deadlines = new Deadlines();
  private final Set<RequestId> unverified = new LinkedHashSet<>();
  private final Deque<RequestView> finals = new ArrayDeque<>();
  private final AssignmentBoard board;
  private final Touched touched;
  private long lastSequence;

  /**
   * @param expected how many requests there will be at first
   * @param touched told of every request that changes
   */
  RequestTable(int expected, AssignmentBoard board, Touched touched) {
    this.requests = HashMap.newHashMap(expected);
    this.submissions = HashMap.newHashMap(expected);
    this.board = board;
    this.touched = touched;
  }

  /** As it was kept; its deadline runs on from {@code now}. */
  void restore(RequestView view, List<Attempt> attempts, Moment now) {
    lastSequence = Math.max(lastSequence, view.sequence());
    submissions.put(view.request().submissionKey(), view.id());
    if (view.state() instanceof RequestState.Open) {
      OpenRequest request = open(view, now);
      attempts.forEach(request::begin);
      view.candidates()
          .forEach(
              candidate -> {
                request.askAgain(candidate.lease(), now.monotonicNanos());
                unverified.add(view.id());
              });
    } else {
      finals.add(view);
    }
    put(view);
  }

  /** After the last {@link #restore}: the order of their end is not that of their sequence. */
  void sortFinals() {
    List<RequestView> ended = new ArrayList<>(finals);
    ended.sort(Comparator.comparing(RequestView::updatedAt));
    finals.clear();
    finals.addAll(ended);
  }

  // ---- reading ----

  @Nullable RequestView find(RequestId id) {
    return requests.get(id);
  }

  RequestView present(RequestId id) {
    RequestView view = requests.get(id);
    if (view == null) {
      throw new IllegalStateException("unknown: " + id);
    }
    return view;
  }

  Optional<RequestId> submitted(SubmissionKey key) {
    return Optional.ofNullable(submissions.get(key));
  }

  long nextSequence() {
    return lastSequence + 1;
  }

  int count() {
    return requests.size();
  }

  int openCount() {
    return open.size();
  }

  Optional<OpenRequest> findOpen(RequestId id) {
    return Optional.ofNullable(open.get(id));
  }

  OpenRequest open(RequestId id) {
    OpenRequest request = open.get(id);
    if (request == null) {
      throw new IllegalStateException("not open: " + id);
    }
    return request;
  }

  Collection<Attempt> attempts(RequestId id) {
    return findOpen(id).map(OpenRequest::attempts).orElse(List.of());
  }

  /** Open requests whose deadline has passed, earliest first. */
  List<RequestId> pastDeadline(long nowNanos) {
    return deadlines.passed(nowNanos);
  }

  /** Leases of candidates that must be asked about now, by request. */
  Map<RequestId, List<LeaseToken>> verificationsDue(long nowNanos) {
    Map<RequestId, List<LeaseToken>> due = new LinkedHashMap<>();
    for (RequestId id : unverified) {
      List<LeaseToken> leases = open(id).verificationsDue(nowNanos);
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

  // ---- changing ----

  void accept(ProofRequest request, long sequence, Moment now) {
    lastSequence = sequence;
    submissions.put(request.submissionKey(), request.id());
    RequestView view = OpenRequest.accepted(request, sequence);
    open(view, now);
    put(view);
  }

  private OpenRequest open(RequestView view, Moment now) {
    long deadlineNanos = Deadlines.nanosOf(view.request().effectiveDeadline(), now);
    OpenRequest request = new OpenRequest(deadlineNanos);
    open.put(view.id(), request);
    deadlines.add(deadlineNanos, view.id());
    return request;
  }

  void begin(RequestId id, Attempt attempt) {
    open(id).begin(attempt);
    touched.request(id);
  }

  void drop(RequestId id, LeaseToken lease) {
    open(id).drop(lease);
    touched.request(id);
  }

  void add(RequestId id, Candidate candidate) {
    RequestView view = present(id);
    List<Candidate> more = new ArrayList<>(view.candidates());
    more.add(candidate);
    unverified.add(id);
    put(view.with(more, candidate.storedAt()));
  }

  void dropCandidate(RequestId id, LeaseToken lease, Instant at) {
    RequestView view = present(id);
    open(id).answered(lease);
    List<Candidate> rest =
        view.candidates().stream().filter(one -> !one.lease().equals(lease)).toList();
    if (rest.isEmpty()) {
      unverified.remove(id);
    }
    put(view.with(rest, at));
  }

  void move(RequestId id, RequestState to, Instant at) {
    RequestView view = present(id);
    if (view.state().isFinal()) {
      throw new IllegalStateException("final already: " + id);
    }
    RequestView moved = view.in(to, at);
    if (to.isFinal()) {
      deadlines.remove(open(id).deadlineNanos(), id);
      open.remove(id);
      unverified.remove(id);
      finals.add(moved);
    }
    put(moved);
  }

  /** Stores the view and keeps the queue in step with it. */
  void put(RequestView view) {
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

  /** The final request that ended first, and no other. */
  void forget(RequestId id) {
    RequestView view = present(id);
    RequestView first = finals.removeFirst();
    if (!first.id().equals(id)) {
      throw new IllegalStateException("not the oldest final request: " + id);
    }
    requests.remove(id);
    submissions.remove(view.request().submissionKey(), id);
    touched.request(id);
  }
}
