package org.hierophant.coordinator.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.LeaseToken;

/** What is known of a request only as long as it is open. */
final class OpenRequest {
  private final long deadlineNanos;
  private final Map<LeaseToken, Attempt> attempts = new LinkedHashMap<>();
  private final Map<LeaseToken, Long> askAgainNanos = new HashMap<>();

  OpenRequest(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  static RequestView accepted(ProofRequest request, long sequence) {
    return RequestView.of(
        request, sequence, new RequestState.Queued(Budget.UNUSED), List.of(), request.createdAt());
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  void begin(Attempt attempt) {
    attempts.put(attempt.lease(), attempt);
  }

  void drop(LeaseToken lease) {
    attempts.remove(lease);
  }

  Optional<Attempt> attempt(LeaseToken lease) {
    return Optional.ofNullable(attempts.get(lease));
  }

  Collection<Attempt> attempts() {
    return List.copyOf(attempts.values());
  }

  void askAgain(LeaseToken lease, long atNanos) {
    askAgainNanos.put(lease, atNanos);
  }

  void answered(LeaseToken lease) {
    askAgainNanos.remove(lease);
  }

  List<LeaseToken> verificationsDue(long nowNanos) {
    List<LeaseToken> due = new ArrayList<>();
    for (LeaseToken lease : attempts.keySet()) {
      Long at = askAgainNanos.get(lease);
      if (at != null && nowNanos - at >= 0) {
        due.add(lease);
      }
    }
    return due;
  }
}
