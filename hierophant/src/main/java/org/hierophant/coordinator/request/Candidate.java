package org.hierophant.coordinator.request;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.WorkerId;

/**
 * A stored result that nobody has verified yet; never shown to clients.
 *
 * @param late true if its lease was no longer current when it came
 * @param attemptStartedAt when the lease was granted
 * @param proveTime the worker's own clock, transfers excluded
 */
public record Candidate(
    LeaseToken lease,
    WorkerId worker,
    StoredArtifact proof,
    OptionalLong cycles,
    OptionalLong gas,
    Optional<Bytes32> publicValuesHash,
    Duration proveTime,
    boolean late,
    Instant attemptStartedAt,
    Instant storedAt) {}
