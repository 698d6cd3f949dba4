package org.hierophant.coordinator.ledger;

import java.time.Instant;

/**
 * Now, on both clocks. Every limit is measured in monotonic nanoseconds; the wall clock serves
 * timestamps only.
 *
 * @param monotonicNanos as {@link System#nanoTime}: only differences mean something
 */
public record Moment(long monotonicNanos, Instant wall) {}
