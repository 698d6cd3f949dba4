package org.hierophant.contemplant;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hierophant.contemplant.config.ContemplantConfig;
import org.hierophant.contemplant.config.ContemplantConfig.ProverEntry;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.cluster.ClusterLimits;
import org.hierophant.contemplant.prover.cluster.ClusterProver;
import org.hierophant.contemplant.prover.cluster.ClusterStore;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;

/** The provers of the backend {@code cluster}. */
final class ConfiguredClusters {
  private static final Set<String> VERSIONS = Set.of("v6.0.0", "v6.1.0");
  private static final CircuitVersion USUAL = new CircuitVersion("v6.1.0");

  private ConfiguredClusters() {}

  /**
   * @param number of the entry, from 1
   * @throws StartException if the entry asks for what a cluster does not have
   */
  static Prover prover(ContemplantConfig config, ProverEntry entry, int number, Referee referee)
      throws StartException {
    CircuitVersion version = entry.circuitVersions().stream().findFirst().orElse(USUAL);
    if (!VERSIONS.contains(version.text())) {
      throw new StartException(
          "provers.circuit_versions: backend cluster does not serve %s, only v6.0.0 or v6.1.0"
              .formatted(version));
    }
    List<ProofMode> modes = entry.modes().isEmpty() ? List.of(ProofMode.values()) : entry.modes();
    ClusterLimits usual = ClusterLimits.usual();
    String name = "cluster-" + number;
    return new ClusterProver(
        name,
        modes.stream()
            .map(mode -> new Capability(ProverVm.SP1, mode, version, false))
            .collect(Collectors.toUnmodifiableSet()),
        entry.clusterRpc().orElseThrow(),
        store(entry),
        config.stateDirectory().resolve(name),
        usual.withProof(entry.proofLimit().orElse(usual.proof())),
        referee);
  }

  private static ClusterStore store(ProverEntry entry) {
    if (entry.s3Bucket().isEmpty()) {
      return new ClusterStore.Redis(
          entry.redisNodes().stream().map(url -> URI.create(url.reveal())).toList());
    }
    return new ClusterStore.Bucket(
        entry.s3Bucket().orElseThrow(),
        entry.s3Region().orElseThrow(),
        entry.s3Endpoint(),
        entry
            .s3AccessKeyId()
            .map(id -> new ClusterStore.Keys(id, entry.s3SecretAccessKey().orElseThrow())));
  }
}
