package org.hierophant.coordinator.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hierophant.network.config.Key;

/**
 * How long what is finished is kept. What an open request or a registered program needs is never
 * removed.
 *
 * @param requests how long finished requests are remembered
 * @param maxFinishedRequests most of them, the oldest forgotten first
 * @param history of proofs and dead workers
 * @param maxHistory most entries of each
 * @param proofs how long a proof can be fetched, at least
 * @param inputs how long a program or stdin that nothing refers to stays
 */
public record RetentionProperties(
    @Key(value = "request_days", or = "30", min = 1, unit = ChronoUnit.DAYS) Duration requests,
    @Key(value = "max_finished_requests", or = "200000", min = 1) int maxFinishedRequests,
    @Key(value = "history_days", or = "30", min = 1, unit = ChronoUnit.DAYS) Duration history,
    @Key(value = "max_history", or = "10000", min = 1) int maxHistory,
    @Key(value = "proof_days", or = "30", min = 1, unit = ChronoUnit.DAYS) Duration proofs,
    @Key(value = "input_hours", or = "48", min = 1, unit = ChronoUnit.HOURS) Duration inputs) {}
