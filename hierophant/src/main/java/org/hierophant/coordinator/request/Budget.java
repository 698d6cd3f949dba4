package org.hierophant.coordinator.request;

import java.util.HashSet;
import java.util.Set;
import org.hierophant.network.domain.WorkerId;

/**
 * What a request has used up.
 *
 * @param attempts leases granted so far
 * @param losses workers that vanished with it
 * @param failures attempts that ended with a failure or a bad proof
 * @param avoid workers it failed on: they get it again only if no other worker can serve it
 */
public record Budget(int attempts, int losses, int failures, Set<WorkerId> avoid) {
  public static final Budget UNUSED = new Budget(0, 0, 0, Set.of());

  public Budget {
    avoid = Set.copyOf(avoid);
  }

  public Budget withAttempt() {
    return new Budget(attempts + 1, losses, failures, avoid);
  }

  public Budget withLoss(WorkerId worker) {
    return new Budget(attempts, losses + 1, failures, avoiding(worker));
  }

  public Budget withFailure(WorkerId worker) {
    return new Budget(attempts, losses, failures + 1, avoiding(worker));
  }

  /** Refused by a worker that cannot serve it after all. */
  public Budget without(WorkerId worker) {
    return new Budget(attempts, losses, failures, avoiding(worker));
  }

  private Set<WorkerId> avoiding(WorkerId worker) {
    Set<WorkerId> more = new HashSet<>(avoid);
    more.add(worker);
    return more;
  }
}
