package org.hierophant.contemplant.prover.cluster;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.config.Secret;

/** Which artifact store a cluster uses: the one that its own nodes are set to. */
public sealed interface ClusterStore {
  /**
   * @param nodes such as {@code redis://:password@host:6379/0}, in the cluster's own order
   */
  record Redis(List<URI> nodes) implements ClusterStore {
    public Redis {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A bucket in S3, or in a store that speaks as S3 does.
   *
   * @param endpoint of such a store; empty for the one of the region
   * @param keys empty for what AWS's own programs would find: environment, profile, role
   */
  record Bucket(String name, String region, Optional<URI> endpoint, Optional<Keys> keys)
      implements ClusterStore {}

  /** Who comes to the store. */
  record Keys(String id, Secret secret) {}
}
