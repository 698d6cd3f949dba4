package org.hierophant.contemplant.prover.cluster;

import java.time.InstantSource;

/** What every proof of one cluster shares. */
record ClusterParts(
    ClusterConnection connection,
    ClusterArtifacts artifacts,
    Submissions submissions,
    ClusterLimits limits,
    InstantSource clock) {}
