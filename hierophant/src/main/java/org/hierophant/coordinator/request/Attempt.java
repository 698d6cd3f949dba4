package org.hierophant.coordinator.request;

import java.time.Instant;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.WorkerId;

/**
 * One lease, from its grant on. It is remembered as long as its request is open, so that a proof
 * that comes late is recognised.
 *
 * @param result where the worker stores the proof; fresh for every attempt
 */
public record Attempt(LeaseToken lease, WorkerId worker, ArtifactUri result, Instant grantedAt) {}
