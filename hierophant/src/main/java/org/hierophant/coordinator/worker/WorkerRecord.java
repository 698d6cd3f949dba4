package org.hierophant.coordinator.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.WorkerId;

/**
 * What is remembered of a worker over its connections and our restarts.
 *
 * @param slots requests it proves at a time, at least 1
 * @param strikes within the sliding window, oldest first
 * @param spanProofs completed proofs of mode Compressed
 * @param meanSpanTime from lease to stored proof, over {@code spanProofs}; zero before the first
 * @param barredUntil an evicted worker is refused until then
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
    Instant lastSeenAt) {
  public WorkerRecord {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1: " + slots);
    }
    capabilities = Set.copyOf(capabilities);
    strikes = List.copyOf(strikes);
  }
}
