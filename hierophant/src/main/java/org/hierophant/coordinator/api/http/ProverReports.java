package org.hierophant.coordinator.api.http;

import java.util.List;
import java.util.Map;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.WorkerId;

/** How the provers of the connected workers do, as they told last. */
@FunctionalInterface
public interface ProverReports {
  /** From memory; a worker that is not connected, or tells nothing, may be missing. */
  Map<WorkerId, List<ProverReport>> now();
}
