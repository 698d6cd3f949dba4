package org.hierophant.coordinator.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;

/** Workers as a ledger would show them. */
public final class WorkerSamples {
  private WorkerSamples() {}

  /** Connected and idle. */
  public static WorkerView offering(String circuitVersion) {
    WorkerRecord record =
        new WorkerRecord(
            RequestBuilder.WORKER,
            "ezra",
            "0.1.0",
            Set.of(
                new Capability(
                    ProverVm.SP1, ProofMode.COMPRESSED, new CircuitVersion(circuitVersion), true)),
            1,
            Optional.empty(),
            List.of(),
            0,
            Duration.ZERO,
            Optional.empty(),
            true,
            Samples.NOW);
    return new WorkerView(
        record, 1, "203.0.113.9:40112", true, false, List.of(), Samples.NOW, Samples.NOW);
  }
}
