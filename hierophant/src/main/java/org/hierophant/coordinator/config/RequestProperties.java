package org.hierophant.coordinator.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hierophant.network.config.Key;

/**
 * What happens to requests.
 *
 * @param maxOpen bound of the queue: more are told to come back later
 * @param minimumDeadline a request gets at least this long, whatever its client asked for
 * @param maxLosses workers that may vanish with one request
 * @param maxFailures attempts of one request that may fail
 */
public record RequestProperties(
    @Key(value = "max_open", or = "50000", min = 1, max = 10_000_000) int maxOpen,
    @Key(value = "minimum_deadline_mins", or = "0", unit = ChronoUnit.MINUTES)
        Duration minimumDeadline,
    @Key(value = "max_losses", or = "8", min = 1) int maxLosses,
    @Key(value = "max_failures", or = "3", min = 1) int maxFailures) {}
