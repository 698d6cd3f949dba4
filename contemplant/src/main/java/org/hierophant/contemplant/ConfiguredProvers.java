package org.hierophant.contemplant;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hierophant.contemplant.config.ContemplantConfig;
import org.hierophant.contemplant.config.ContemplantConfig.ProverEntry;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.ExecuteProver;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.network.domain.CircuitVersion;

/** The provers that the settings ask for. */
final class ConfiguredProvers {
  private ConfiguredProvers() {}

  /**
   * One for each entry, in their order.
   *
   * @throws StartException if an entry asks for what its backend does not have
   */
  static List<Prover> of(ContemplantConfig config) throws StartException {
    List<Prover> provers = new ArrayList<>();
    int slots = config.effectiveSlots();
    for (ProverEntry entry : config.effectiveProvers()) {
      provers.add(
          switch (entry.backend()) {
            case MOCK ->
                new ExecuteProver(
                    versions(entry, ExecuteProver.VERSIONS), ExecuteLimits.ofHeap(slots));
            case CPU, GPU ->
                ConfiguredServers.prover(
                    config, entry, provers.size() + 1, new Referee(ExecuteLimits.ofHeap(slots)));
            case MOONGATE, CUDA ->
                ConfiguredMoongates.prover(
                    config, entry, provers.size() + 1, new Referee(ExecuteLimits.ofHeap(slots)));
            case CLUSTER ->
                ConfiguredClusters.prover(
                    config, entry, provers.size() + 1, new Referee(ExecuteLimits.ofHeap(slots)));
          });
    }
    return provers;
  }

  private static Set<CircuitVersion> versions(ProverEntry entry, Set<CircuitVersion> known)
      throws StartException {
    if (entry.circuitVersions().isEmpty()) {
      return known;
    }
    Set<CircuitVersion> wanted = new LinkedHashSet<>(entry.circuitVersions());
    for (CircuitVersion version : wanted) {
      if (!known.contains(version)) {
        throw new StartException(
            "provers.circuit_versions: backend %s does not serve %s, only %s"
                .formatted(entry.backend().spelling(), version, joined(known)));
      }
    }
    return wanted;
  }

  private static String joined(Set<CircuitVersion> versions) {
    return versions.stream().map(CircuitVersion::text).sorted().collect(Collectors.joining(", "));
  }
}
