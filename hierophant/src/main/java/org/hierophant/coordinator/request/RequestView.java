package org.hierophant.coordinator.request;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.RequestId;

/**
 * Everything known about one request at one time; a status answer needs nothing else.
 *
 * @param sequence counts accepted requests up: a greater one is newer
 * @param candidates unverified results, at most one per lease; empty once final
 * @param progress the last report of the current attempt; not kept over a restart
 * @param execution of an open request, once it was executed; not kept over a restart
 */
public record RequestView(
    ProofRequest request,
    long sequence,
    RequestState state,
    List<Candidate> candidates,
    Optional<Progress> progress,
    Optional<Execution> execution,
    Instant updatedAt) {
  public RequestView {
    candidates = List.copyOf(candidates);
  }

  /** A request of which nobody has reported anything yet. */
  public static RequestView of(
      ProofRequest request,
      long sequence,
      RequestState state,
      List<Candidate> candidates,
      Instant updatedAt) {
    return new RequestView(
        request, sequence, state, candidates, Optional.empty(), Optional.empty(), updatedAt);
  }

  public RequestId id() {
    return request.id();
  }

  /** In a new state; once final nothing else is left, and only a running attempt has progress. */
  public RequestView in(RequestState next, Instant at) {
    return new RequestView(
        request,
        sequence,
        next,
        next.isFinal() ? List.of() : candidates,
        Optional.empty(),
        next.isFinal() ? Optional.empty() : execution,
        at);
  }

  public RequestView with(List<Candidate> changed, Instant at) {
    return new RequestView(request, sequence, state, changed, progress, execution, at);
  }

  public RequestView at(Progress reported) {
    return new RequestView(
        request, sequence, state, candidates, Optional.of(reported), execution, updatedAt);
  }

  public RequestView executed(Execution found) {
    return new RequestView(
        request, sequence, state, candidates, progress, Optional.of(found), updatedAt);
  }

  public Optional<Candidate> candidate(LeaseToken lease) {
    return candidates.stream().filter(one -> one.lease().equals(lease)).findFirst();
  }
}
