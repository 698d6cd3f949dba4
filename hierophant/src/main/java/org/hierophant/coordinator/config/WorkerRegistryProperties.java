package org.hierophant.coordinator.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hierophant.network.config.CrossFieldRules;
import org.hierophant.network.config.Key;

/**
 * When a worker is put out, and for how long.
 *
 * @param maxStrikes faults within {@code strikeWindow}
 * @param heartbeatLimit silence of a connected worker
 * @param proofTimeout one lease never lasts longer; 0: it may
 * @param progressInterval greater progress must come at least this often; 0: it need not
 * @param executionReportLimit the first progress must come within this time; 0: it need not
 * @param disconnectGrace how long a worker may be gone before its work goes to another
 * @param evictionTime how long one that was put out stays out
 * @param maxWorkers most workers at a time
 */
public record WorkerRegistryProperties(
    @Key(value = "max_worker_strikes", or = "3", min = 1, env = "MAX_WORKER_STRIKES")
        int maxStrikes,
    @Key(
            value = "max_worker_heartbeat_interval_secs",
            or = "180",
            min = 1,
            env = "MAX_WORKER_HEARTBEAT_INTERVAL_SECS")
        Duration heartbeatLimit,
    @Key(
            value = "proof_timeout_mins",
            or = "300",
            unit = ChronoUnit.MINUTES,
            env = "PROOF_TIMEOUT_MINS")
        Duration proofTimeout,
    @Key(
            value = "worker_required_progress_interval_mins",
            or = "10",
            unit = ChronoUnit.MINUTES,
            env = "WORKER_REQUIRED_PROGRESS_INTERVAL_MINS")
        Duration progressInterval,
    @Key(
            value = "worker_max_execution_report_mins",
            or = "45",
            unit = ChronoUnit.MINUTES,
            env = "WORKER_MAX_EXECUTION_REPORT_MINS")
        Duration executionReportLimit,
    @Key(value = "strike_window_mins", or = "60", min = 1, unit = ChronoUnit.MINUTES)
        Duration strikeWindow,
    @Key(value = "disconnect_grace_secs", or = "30") Duration disconnectGrace,
    @Key(value = "eviction_mins", or = "10", unit = ChronoUnit.MINUTES) Duration evictionTime,
    @Key(value = "max_workers", or = "10000", min = 1, max = 1_000_000) int maxWorkers)
    implements CrossFieldRules {

  @Override
  public List<BrokenRule> brokenRules() {
    return proofTimeout.isZero() || proofTimeout.compareTo(heartbeatLimit) > 0
        ? List.of()
        : List.of(
            new BrokenRule(
                "proof_timeout_mins",
                "must be longer than max_worker_heartbeat_interval_secs, or 0"));
  }
}
