package org.hierophant.contemplant.prover.cluster;

import java.time.Duration;

/**
 * What the cluster is given time for.
 *
 * @param call one call to it
 * @param poll between two questions how a proof stands
 * @param firstDelay before what failed is asked again, doubled with each failure
 * @param longestDelay as above, at most
 * @param outage how long it may stay out of reach before a proof is given up, or capabilities are
 *     withdrawn
 * @param health between two looks whether it is there
 * @param proof for one proof, whatever the lease says
 */
public record ClusterLimits(
    Duration call,
    Duration poll,
    Duration firstDelay,
    Duration longestDelay,
    Duration outage,
    Duration health,
    Duration proof) {

  /** What suits a cluster in the same network. */
  public static ClusterLimits usual() {
    return new ClusterLimits(
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofMillis(250),
        Duration.ofSeconds(10),
        Duration.ofMinutes(2),
        Duration.ofSeconds(10),
        Duration.ofHours(6));
  }

  /** As these, with another limit for one proof. */
  public ClusterLimits withProof(Duration newProof) {
    return new ClusterLimits(call, poll, firstDelay, longestDelay, outage, health, newProof);
  }
}
