package org.hierophant.network.domain;

/**
 * What a worker can serve. {@code mock} workers execute only: their proofs are accepted by a
 * coordinator in mock mode and by no other.
 */
public record Capability(
    ProverVm vm, ProofMode mode, CircuitVersion circuitVersion, boolean mock) {}
