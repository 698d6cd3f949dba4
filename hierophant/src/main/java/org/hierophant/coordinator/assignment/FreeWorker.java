package org.hierophant.coordinator.assignment;

import java.time.Duration;
import org.hierophant.network.domain.WorkerId;

/**
 * A worker with a free slot.
 *
 * @param idleSinceNanos monotonic; smaller has waited longer
 * @param meanSpanTime zero before its first proof
 */
public record FreeWorker(WorkerId id, long idleSinceNanos, Duration meanSpanTime) {}
