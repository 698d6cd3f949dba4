package org.hierophant.coordinator.ledger;

import java.time.Duration;

/**
 * The ledger's limits. Durations act when {@code elapsed >= limit}; zero means off where it says
 * so.
 *
 * @param maxStrikes faults within {@code strikeWindow} that put a worker out, at least 1
 * @param strikeWindow how long a strike counts
 * @param heartbeatLimit silence after which a connected worker is lost
 * @param disconnectGrace how long a worker may be gone before its attempts are lost
 * @param offerLimit how long an offer may stay unanswered
 * @param cancelLimit how long a slot stays taken by a cancelled attempt that is not confirmed
 * @param refusalPause how long a worker that refused an offer, or failed, gets no other
 * @param proofTimeout one lease never lasts longer; 0 = off
 * @param progressInterval an attempt must report greater progress at least this often; 0 = off
 * @param executionReportLimit an attempt must report its first progress within this time; 0 = off
 * @param evictionTime how long an evicted worker is refused
 * @param quarantineTime how long a worker that forged a proof is refused
 * @param verificationRetry pause before a verification that could not be done is tried again
 * @param verificationLimit silence after which a verification is asked for again
 * @param maxLosses workers that may vanish with one request: it ends at this count
 * @param maxFailures attempts of one request that may fail: it ends at this count
 * @param maxOpenRequests bound of queued, leased and verifying requests together
 * @param maxWorkers bound of known live workers
 * @param inboxCapacity bound of commands waiting for the ledger thread
 * @param maxBatch most commands of one commit
 * @param requestRetention how long final requests are remembered
 * @param maxFinalRequests most final requests remembered, oldest forgotten first
 * @param historyRetention how long proof history and dead workers are remembered
 * @param maxHistory most rows of each
 */
public record LedgerSettings(
    int maxStrikes,
    Duration strikeWindow,
    Duration heartbeatLimit,
    Duration disconnectGrace,
    Duration offerLimit,
    Duration cancelLimit,
    Duration refusalPause,
    Duration proofTimeout,
    Duration progressInterval,
    Duration executionReportLimit,
    Duration evictionTime,
    Duration quarantineTime,
    Duration verificationRetry,
    Duration verificationLimit,
    int maxLosses,
    int maxFailures,
    int maxOpenRequests,
    int maxWorkers,
    int inboxCapacity,
    int maxBatch,
    Duration requestRetention,
    int maxFinalRequests,
    Duration historyRetention,
    int maxHistory) {
  public LedgerSettings {
    atLeastOne("maxStrikes", maxStrikes);
    atLeastOne("maxLosses", maxLosses);
    atLeastOne("maxFailures", maxFailures);
    atLeastOne("maxOpenRequests", maxOpenRequests);
    atLeastOne("maxWorkers", maxWorkers);
    atLeastOne("inboxCapacity", inboxCapacity);
    atLeastOne("maxBatch", maxBatch);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }

  /** The documented defaults. */
  public static LedgerSettings defaults() {
    return new LedgerSettings(
        3,
        Duration.ofHours(1),
        Duration.ofSeconds(180),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofMinutes(300),
        Duration.ofMinutes(10),
        Duration.ofMinutes(45),
        Duration.ofMinutes(10),
        Duration.ofHours(24),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        8,
        3,
        50_000,
        10_000,
        16_384,
        1_024,
        Duration.ofDays(30),
        200_000,
        Duration.ofDays(30),
        10_000);
  }
}
