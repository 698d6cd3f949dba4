package org.hierophant.coordinator.ledger;

import java.time.Duration;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.network.domain.VkHash;

/** Settings with one limit changed. */
final class Settings {
  private Settings() {}

  static LedgerSettings maxOpenRequests(LedgerSettings s, int most) {
    return copy(s, s.progressInterval(), s.maxFailures(), most, s.maxFinalRequests());
  }

  static LedgerSettings maxFinalRequests(LedgerSettings s, int most) {
    return copy(s, s.progressInterval(), s.maxFailures(), s.maxOpenRequests(), most);
  }

  static LedgerSettings maxFailures(LedgerSettings s, int most) {
    return copy(s, s.progressInterval(), most, s.maxOpenRequests(), s.maxFinalRequests());
  }

  static LedgerSettings withoutProgressRules(LedgerSettings s) {
    return copy(s, Duration.ZERO, s.maxFailures(), s.maxOpenRequests(), s.maxFinalRequests());
  }

  static LedgerSettings inboxCapacity(LedgerSettings s, int capacity) {
    return new LedgerSettings(
        s.maxStrikes(),
        s.strikeWindow(),
        s.heartbeatLimit(),
        s.disconnectGrace(),
        s.offerLimit(),
        s.cancelLimit(),
        s.refusalPause(),
        s.proofTimeout(),
        s.progressInterval(),
        s.executionReportLimit(),
        s.evictionTime(),
        s.quarantineTime(),
        s.verificationRetry(),
        s.verificationLimit(),
        s.maxLosses(),
        s.maxFailures(),
        s.maxOpenRequests(),
        s.maxWorkers(),
        capacity,
        s.maxBatch(),
        s.requestRetention(),
        s.maxFinalRequests(),
        s.historyRetention(),
        s.maxHistory());
  }

  /** The report of the first progress is asked for exactly when later ones are. */
  private static LedgerSettings copy(
      LedgerSettings s,
      Duration progressInterval,
      int maxFailures,
      int maxOpenRequests,
      int maxFinalRequests) {
    return new LedgerSettings(
        s.maxStrikes(),
        s.strikeWindow(),
        s.heartbeatLimit(),
        s.disconnectGrace(),
        s.offerLimit(),
        s.cancelLimit(),
        s.refusalPause(),
        s.proofTimeout(),
        progressInterval,
        progressInterval.isZero() ? Duration.ZERO : s.executionReportLimit(),
        s.evictionTime(),
        s.quarantineTime(),
        s.verificationRetry(),
        s.verificationLimit(),
        s.maxLosses(),
        maxFailures,
        maxOpenRequests,
        s.maxWorkers(),
        s.inboxCapacity(),
        s.maxBatch(),
        s.requestRetention(),
        maxFinalRequests,
        s.historyRetention(),
        s.maxHistory());
  }

  static ProofRequest withVkHash(ProofRequest request, VkHash vkHash) {
    return new ProofRequest(
        request.id(),
        request.requester(),
        vkHash,
        request.version(),
        request.circuitVersion(),
        request.vm(),
        request.mode(),
        request.strategy(),
        request.program(),
        request.stdin(),
        request.deadlineSeconds(),
        request.effectiveDeadline(),
        request.cycleLimit(),
        request.gasLimit(),
        request.minAuctionPeriodSeconds(),
        request.whitelist(),
        request.dialect(),
        request.stdinPrivate(),
        request.publicValuesHash(),
        request.txHash(),
        request.mock(),
        request.createdAt());
  }
}
