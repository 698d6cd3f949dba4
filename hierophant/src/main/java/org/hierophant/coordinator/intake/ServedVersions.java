package org.hierophant.coordinator.intake;

import java.util.Set;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.network.domain.CircuitVersion;

/**
 * The circuit versions that some class of workers serves: those of the configuration, connected or
 * not, and those that a known worker offers.
 */
public final class ServedVersions {
  private final Set<CircuitVersion> configured;
  private final LedgerView view;

  public ServedVersions(Set<CircuitVersion> configured, LedgerView view) {
    this.configured = Set.copyOf(configured);
    this.view = view;
  }

  boolean contains(CircuitVersion version) {
    return configured.contains(version)
        || view.workers().stream()
            .flatMap(worker -> worker.record().capabilities().stream())
            .anyMatch(capability -> capability.circuitVersion().equals(version));
  }

  @Override
  public String toString() {
    return String.join(", ", configured.stream().map(CircuitVersion::text).sorted().toList());
  }
}
