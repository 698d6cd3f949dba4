package org.hierophant.coordinator.api.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;

/**
 * When proofs that are being made will be done: as long after their start as the last one of the
 * same program and mode took. Of a program that was not proved yet, and of a proof that takes
 * longer, nothing is expected.
 *
 * <p><b>Limits.</b> The last {@value #LOOKED_AT} proofs are looked at.
 *
 * <p><b>Thread.</b> One page's.
 */
final class Expectations {
  private static final int LOOKED_AT = 1_000;

  private final Map<Kind, Duration> took = new HashMap<>();
  private final LedgerView ledger;

  private record Kind(VkHash program, ProofMode mode) {}

  private Expectations(LedgerView ledger) {
    this.ledger = ledger;
  }

  static Expectations of(LedgerView ledger) {
    Expectations expectations = new Expectations(ledger);
    List<CompletedProof> history = ledger.history();
    List<CompletedProof> last =
        history.subList(Math.max(0, history.size() - LOOKED_AT), history.size());
    for (CompletedProof proof : last) { // the newest last, which is what stays
      ledger
          .request(proof.request())
          .ifPresent(
              view ->
                  expectations.took.put(
                      new Kind(view.request().vkHash(), proof.mode()), proof.duration()));
    }
    return expectations;
  }

  /** When it should be done; empty if nobody can say. */
  Optional<Instant> end(Assigned work, Instant now) {
    return ledger
        .request(work.request())
        .flatMap(
            view -> Optional.ofNullable(took.get(new Kind(view.request().vkHash(), work.mode()))))
        .map(work.startedAt()::plus)
        .filter(now::isBefore);
  }
}
