package org.hierophant.coordinator.worker;

import java.time.Duration;
import java.time.Instant;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/**
 * One row of the proof history.
 *
 * @param workerAddress {@code ip:port} of the connection that delivered it
 * @param duration from lease to stored result
 */
public record CompletedProof(
    RequestId request,
    ProverVm vm,
    ProofMode mode,
    WorkerId worker,
    String workerAddress,
    String workerName,
    Duration duration,
    Instant completedAt) {
  /** The unit of the status pages. */
  public double minutes() {
    return duration.toMillis() / 60_000.0;
  }
}
