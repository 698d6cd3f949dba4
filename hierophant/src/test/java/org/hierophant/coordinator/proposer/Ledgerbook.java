package org.hierophant.coordinator.proposer;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/** Reads what the ledger commits: each new loss and failure, each result, no request twice. */
final class Ledgerbook {
  private record Count(int losses, int failures) {}

  private record Culprit(RequestId request, @Nullable WorkerId worker) {}

  private final VirtualTime time;
  private final Judge judge;
  private final Map<LeaseToken, Instant> begun = new HashMap<>();
  private final Map<RequestId, RequestState> states = new HashMap<>();
  private final Map<RequestId, Count> counts = new HashMap<>();
  private final Map<LeaseToken, WorkerId> workers = new HashMap<>();
  private final Set<LeaseToken> dropped = new HashSet<>();
  private final Set<LeaseToken> rejected = new HashSet<>();
  private final Map<Culprit, Integer> failuresMade = new HashMap<>();
  private final Map<Culprit, Integer> failuresCounted = new HashMap<>();
  private final Map<RequestId, Map<LeaseToken, Instant>> results = new HashMap<>();
  private final Map<RequestId, Instant> firstResults = new HashMap<>();
  private final Set<Sha256> stdins = new HashSet<>();

  Ledgerbook(VirtualTime time, Judge judge) {
    this.time = time;
    this.judge = judge;
  }

  /** All of it was lost with the disk. */
  void clear() {
    states.clear();
    counts.clear();
    results.clear();
  }

  void failureMade(RequestId request, WorkerId worker) {
    failuresMade.merge(new Culprit(request, worker), 1, Integer::sum);
  }

  void read(Event.Durable event) {
    switch (event) {
      case Event.RequestAccepted(var request, _) -> {
        if (!stdins.add(request.stdin().digest())) {
          judge.violated("two requests for one submission");
        }
      }
      case Event.AttemptBegun(_, _, var attempt) -> {
        begun.put(attempt.lease(), time.now());
        workers.put(attempt.lease(), attempt.worker());
      }
      case Event.AttemptDropped(_, _, var lease) -> dropped.add(lease);
      case Event.CandidateStored(var id, _, var candidate) -> {
        firstResults.putIfAbsent(id, time.now());
        results.computeIfAbsent(id, _ -> new HashMap<>()).put(candidate.lease(), time.now());
      }
      case Event.CandidateDropped(var id, _, var lease, _) -> {
        results.getOrDefault(id, new HashMap<>()).remove(lease);
        rejected.add(lease);
      }
      case Event.RequestMoved(var id, _, var to, _) -> moved(id, to);
      default -> {}
    }
  }

  private void moved(RequestId id, RequestState to) {
    RequestState from = states.put(id, to);
    Count before = counts.getOrDefault(id, new Count(0, 0));
    Count now = count(to, before);
    counts.put(id, now);
    if (now.losses() > before.losses()) {
      if (from instanceof RequestState.Leased(var worker, var lease, _, _, _)) {
        judge.lost(id, worker, begun.getOrDefault(lease, Instant.MIN));
      } else {
        judge.violated("a loss without a lease");
      }
    }
    if (now.failures() > before.failures()) {
      Culprit culprit = new Culprit(id, workers.get(lease(from)));
      int counted = failuresCounted.merge(culprit, 1, Integer::sum);
      judge.countedFailures(id, culprit.worker(), counted, failuresMade.getOrDefault(culprit, 0));
    }
    if (from instanceof RequestState.Leased leased
        && now.equals(before)
        && to instanceof RequestState.Open
        && !leased.lease().equals(lease(to))
        && !dropped.contains(leased.lease())) {
      judge.violated(leased.worker() + " loses its lease for no reason");
    }
  }

  private static @Nullable LeaseToken lease(@Nullable RequestState state) {
    return switch (state) {
      case RequestState.Leased leased -> leased.lease();
      case RequestState.Verifying verifying -> verifying.lease();
      case null, default -> null;
    };
  }

  private static Count count(RequestState state, Count before) {
    return switch (state) {
      case RequestState.Open open -> new Count(open.budget().losses(), open.budget().failures());
      case RequestState.Unfulfillable(UnfulfillableReason.TooManyLosses(int losses), _) ->
          new Count(losses, before.failures());
      case RequestState.Unfulfillable(UnfulfillableReason.TooManyFailures(int failures, _), _) ->
          new Count(before.losses(), failures);
      case RequestState.Unfulfillable _, RequestState.Fulfilled _ -> before;
    };
  }

  /** Whether the result of this lease was wrong. */
  boolean isRejected(LeaseToken lease) {
    return rejected.contains(lease);
  }

  /** When the oldest result came that is not rejected. */
  Optional<Instant> resultSince(RequestId id) {
    return results.getOrDefault(id, Map.of()).values().stream().min(Instant::compareTo);
  }

  /** When the first result came. */
  Instant resultAt(RequestId id) {
    return firstResults.getOrDefault(id, Instant.MAX);
  }
}
