package org.hierophant.contemplant.prover.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;

/**
 * How long proofs took before, so that the next one's progress has a total.
 *
 * <p><b>Limits.</b> The last {@value #MAX_PROOFS}.
 *
 * <p><b>Thread.</b> Any.
 */
final class EarlierTimes {
  private static final int MAX_PROOFS = 256;

  private final Map<Key, Long> seconds =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > MAX_PROOFS;
        }
      };

  private record Key(VkHash program, ProofMode mode) {}

  synchronized OptionalLong of(VkHash program, ProofMode mode) {
    Long known = seconds.get(new Key(program, mode));
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  synchronized void note(VkHash program, ProofMode mode, Duration time) {
    seconds.put(new Key(program, mode), Math.max(1, time.toSeconds()));
  }
}
