package org.hierophant.coordinator.worker;

import java.time.Instant;
import java.util.Optional;
import org.hierophant.network.domain.RequestId;

/**
 * One recorded fault of a worker.
 *
 * @param request the one it failed at, if any
 */
public record Strike(String reason, Optional<RequestId> request, Instant at) {}
