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
 * @param v5KeyMap SP1's list of recursion keys, for compressed v5 proofs of a single shard
 * @param maxRejected rejected proofs kept aside for inspection, the newest
 */
public record VerificationProperties(
    @Key(value = "threads", or = "1", min = 1, max = 64) int threads,
    @Key(value = "limit_secs", or = "300", min = 1) Duration limit,
    @Key("native_v6") Optional<Path> nativeV6,
    @Key("native_v5") Optional<Path> nativeV5,
    @Key("v5_key_map") Optional<Path> v5KeyMap,
    @Key(value = "max_rejected", or = "16", max = 10_000) int maxRejected) {}
