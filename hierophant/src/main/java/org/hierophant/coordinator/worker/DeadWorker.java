package org.hierophant.coordinator.worker;

import java.time.Instant;

/** A worker that was put out, frozen as it was then. */
public record DeadWorker(WorkerView view, DeathReason reason, Instant diedAt) {}
