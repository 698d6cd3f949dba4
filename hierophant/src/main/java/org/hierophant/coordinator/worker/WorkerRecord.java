package org.hierophant.coordinator.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.WorkerId;

/**
 * What is remembered of a worker over its connections and our restarts.
 *
 * @param slots requests it proves at a time, at least 1
 * @param strikes within the sliding window, oldest first
 * @param spanProofs completed proofs of mode Compressed
 * @param meanSpanTime from lease to stored proof, over {@code spanProofs}; zero before the first
 * @param barredUntil an evicted worker is refused until then
 * @param present true from its first connection until it is dead
 */
public record WorkerRecord(
    WorkerId id,
    String name,
    String softwareVersion,
    Set<Capability> capabilities,
    int slots,
    Optional<String> magisterDropEndpoint,
    List<Strike> strikes,
    long spanProofs,
    Duration meanSpanTime,
    Optional<Instant> barredUntil,
    boolean present,
    Instant lastSeenAt) {
  public WorkerRecord {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1: " + slots);
    }
    capabilities = Set.copyOf(capabilities);
    strikes = List.copyOf(strikes);
  }

  /**
   * With one fault more, in place of an earlier one at the same request; those before {@code
   * windowStart} are forgotten.
   */
  public WorkerRecord withStrike(Strike strike, Instant windowStart) {
    List<Strike> counted = new ArrayList<>(strikesSince(windowStart));
    if (strike.request().isPresent()) {
      counted.removeIf(earlier -> earlier.request().equals(strike.request()));
    }
    counted.add(strike);
    return withStrikes(counted);
  }

  /** Faults that still count. */
  public List<Strike> strikesSince(Instant windowStart) {
    return strikes.stream().filter(strike -> strike.at().isAfter(windowStart)).toList();
  }

  public WorkerRecord withStrikes(List<Strike> counted) {
    return new WorkerRecord(
        id,
        name,
        softwareVersion,
        capabilities,
        slots,
        magisterDropEndpoint,
        counted,
        spanProofs,
        meanSpanTime,
        barredUntil,
        present,
        lastSeenAt);
  }

  /** A verified proof: its faults are forgiven, and one of mode Compressed moves the mean. */
  public WorkerRecord withProof(ProofMode mode, Duration time, Instant at) {
    boolean span = mode == ProofMode.COMPRESSED;
    long count = span ? spanProofs + 1 : spanProofs;
    Duration mean =
        span ? meanSpanTime.plus(time.minus(meanSpanTime).dividedBy(count)) : meanSpanTime;
    return new WorkerRecord(
        id,
        name,
        softwareVersion,
        capabilities,
        slots,
        magisterDropEndpoint,
        List.of(),
        count,
        mean,
        barredUntil,
        present,
        at);
  }

  /** Out: the faults that led to it are paid for. */
  public WorkerRecord gone(Optional<Instant> barred, Instant at) {
    return new WorkerRecord(
        id,
        name,
        softwareVersion,
        capabilities,
        slots,
        magisterDropEndpoint,
        barred.isPresent() ? List.of() : strikes,
        spanProofs,
        meanSpanTime,
        barred,
        false,
        at);
  }
}
