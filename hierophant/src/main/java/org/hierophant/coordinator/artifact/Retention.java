package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which artifacts nobody needs any more. What is referred to never goes. A proof stays for
 * its retention time, fetched or not; only when all artifacts together pass their bound do fetched
 * proofs and unused inputs go earlier, oldest first. An artifact younger than {@link #SETTLING}
 * never goes: what refers to it may be under way.
 */
public final class Retention {
  /** Longer than any call between an upload and the request that refers to it should take. */
  static final Duration SETTLING = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final RetentionLimits limits;

  public Retention(RetentionLimits limits) {
    this.limits = limits;
  }

  /**
   * Pure: what may go now.
   *
   * @param isReferenced true for what an open request or a registered program needs
   */
  List<ArtifactUri> expendable(
      List<ArtifactInfo> stored, Predicate<ArtifactUri> isReferenced, Instant now) {
    Set<ArtifactUri> newest = newest(stored);
    Map<Boolean, List<ArtifactInfo>> candidates =
        stored.stream()
            .filter(info -> info.storedAt().plus(SETTLING).isBefore(now))
            .filter(info -> !isReferenced.test(info.uri()))
            .sorted(Comparator.comparing(ArtifactInfo::storedAt))
            .collect(
                Collectors.partitioningBy(
                    info -> isPastItsTime(info, now) && !newest.contains(info.uri())));
    List<ArtifactInfo> expired = candidates.getOrDefault(true, List.of());
    List<ArtifactUri> gone = new ArrayList<>(expired.stream().map(ArtifactInfo::uri).toList());
    long excess = totalBytes(stored) - totalBytes(expired) - limits.maxTotalBytes();
    for (ArtifactInfo info : candidates.getOrDefault(false, List.of())) {
      if (excess > 0 && (info.uri().type() != ArtifactType.PROOF || info.fetched())) {
        gone.add(info.uri());
        excess -= info.stored().sizeBytes();
      }
    }
    return gone;
  }

  /**
   * Deletes what may go.
   *
   * @return how many artifacts went
   */
  public int sweep(ArtifactStore store, Predicate<ArtifactUri> isReferenced, Instant now) {
    int deleted = 0;
    for (ArtifactUri uri : expendable(store.list().toList(), isReferenced, now)) {
      try {
        if (!isReferenced.test(uri) && store.delete(uri)) {
          deleted++;
        }
      } catch (IOException e) {
        log.atWarn().addKeyValue("artifact", uri).setCause(e).log("artifact could not be deleted");
      }
    }
    if (deleted > 0) {
      log.atInfo().addKeyValue("artifacts", deleted).log("artifacts past their time deleted");
    }
    return deleted;
  }

  private boolean isPastItsTime(ArtifactInfo info, Instant now) {
    Duration time = info.uri().type() == ArtifactType.PROOF ? limits.proofs() : limits.inputs();
    return info.storedAt().plus(time).isBefore(now);
  }

  private Set<ArtifactUri> newest(List<ArtifactInfo> stored) {
    Set<ArtifactUri> newest = new HashSet<>();
    newest.addAll(newestOf(stored, ArtifactType.PROOF, limits.keptProofs()));
    newest.addAll(newestOf(stored, ArtifactType.STDIN, limits.keptStdins()));
    return newest;
  }

  private static List<ArtifactUri> newestOf(
      List<ArtifactInfo> stored, ArtifactType type, int count) {
    return stored.stream()
        .filter(info -> info.uri().type() == type)
        .sorted(Comparator.comparing(ArtifactInfo::storedAt).reversed())
        .limit(count)
        .map(ArtifactInfo::uri)
        .toList();
  }

  private static long totalBytes(List<ArtifactInfo> stored) {
    return stored.stream().mapToLong(info -> info.stored().sizeBytes()).sum();
  }
}
