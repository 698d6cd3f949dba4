package org.hierophant.coordinator.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.network.config.Key;

/**
 * How proofs are checked before anybody sees them.
 *
 * @param threads proofs checked at the same time
 * @param limit one check takes no longer
 * @param nativeV6 program that checks what this one cannot, for circuits v6
 * @param nativeV5 the same for circuits v4 and v5
 * @param maxRejected rejected proofs kept aside for inspection, the newest
 */
public record VerificationProperties(
    @Key(value = "threads", or = "1", min = 1, max = 64) int threads,
    @Key(value = "limit_secs", or = "300", min = 1) Duration limit,
    @Key("native_v6") Optional<Path> nativeV6,
    @Key("native_v5") Optional<Path> nativeV5,
    @Key(value = "max_rejected", or = "16", max = 10_000) int maxRejected) {}
