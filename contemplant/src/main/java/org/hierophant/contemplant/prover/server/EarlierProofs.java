package org.hierophant.contemplant.prover.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;

/**
 * How many tasks programs' last proofs had.
 *
 * <p><b>Limits.</b> The last {@value #MAX_PROOFS}.
 *
 * <p><b>Thread.</b> Any.
 */
public final class EarlierProofs {
  private static final int MAX_PROOFS = 256;

  private final Map<Key, Tasks> tasks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Tasks> eldest) {
          return size() > MAX_PROOFS;
        }
      };

  private record Key(VkHash program, ProofMode mode) {}

  public synchronized Optional<Tasks> of(VkHash program, ProofMode mode) {
    return Optional.ofNullable(tasks.get(new Key(program, mode)));
  }

  public synchronized void note(VkHash program, ProofMode mode, Tasks counted) {
    tasks.put(new Key(program, mode), counted);
  }
}
