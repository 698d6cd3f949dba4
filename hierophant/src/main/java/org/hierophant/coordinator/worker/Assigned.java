package org.hierophant.coordinator.worker;

import java.time.Instant;
import java.util.Optional;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;

/** One busy slot of a worker. */
public record Assigned(
    RequestId request,
    ProverVm vm,
    ProofMode mode,
    Instant startedAt,
    boolean accepted,
    Optional<Progress> progress) {}
