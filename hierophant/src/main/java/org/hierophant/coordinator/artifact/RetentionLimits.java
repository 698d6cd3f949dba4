package org.hierophant.coordinator.artifact;

import java.time.Duration;

/**
 * How long artifacts are kept.
 *
 * @param proofs how long a proof can be fetched, at least
 * @param inputs how long a program or stdin stays that nothing refers to
 * @param keptProofs so many of the newest outlive their time
 * @param keptStdins so many of the newest outlive their time
 * @param maxTotalBytes above it fetched proofs and unused inputs go before their time
 */
public record RetentionLimits(
    Duration proofs, Duration inputs, int keptProofs, int keptStdins, long maxTotalBytes) {}
