package org.hierophant.coordinator.ledger;

import java.util.List;
import java.util.Map;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.RequestId;

/**
 * What a journal holds.
 *
 * @param requests by ascending sequence, without progress; candidates only with open ones
 * @param attempts of open requests, oldest first
 * @param deadWorkers oldest first, as is {@code history}
 */
public record Snapshot(
    List<ProgramRecord> programs,
    List<RequestView> requests,
    Map<RequestId, List<Attempt>> attempts,
    List<WorkerRecord> workers,
    List<DeadWorker> deadWorkers,
    List<CompletedProof> history) {
  public static final Snapshot EMPTY =
      new Snapshot(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());
}
