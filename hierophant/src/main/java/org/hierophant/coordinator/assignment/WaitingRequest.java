package org.hierophant.coordinator.assignment;

import java.util.Set;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/**
 * A request that waits for a worker.
 *
 * @param sequence its place in the queue: smaller is older
 * @param capability what a worker needs to serve it
 * @param avoid workers it failed on
 */
public record WaitingRequest(
    RequestId id, long sequence, Capability capability, Set<WorkerId> avoid) {}
