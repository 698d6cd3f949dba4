package org.hierophant.coordinator.worker;

import java.time.Instant;
import java.util.List;

/**
 * A worker as the status pages show it.
 *
 * @param generation of its newest connection
 * @param remoteAddress {@code ip:port} of its newest connection, for people
 * @param connected false during the grace period after its connection ended
 * @param draining it takes no more requests
 * @param assigned its busy slots, oldest first; empty means idle
 */
public record WorkerView(
    WorkerRecord record,
    long generation,
    String remoteAddress,
    boolean connected,
    boolean draining,
    List<Assigned> assigned,
    Instant connectedAt,
    Instant lastHeartbeatAt) {
  public WorkerView {
    assigned = List.copyOf(assigned);
  }

  public boolean isIdle() {
    return assigned.isEmpty();
  }
}
