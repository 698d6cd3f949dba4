package org.hierophant.coordinator.api.worker;

import java.nio.charset.StandardCharsets;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.WorkerId;

/** Tells workers of the same name apart. */
final class WorkerNames {
  private static final int SUFFIX_DIGITS = 4;
  private static final int MAX_LENGTH = 64;

  private WorkerNames() {}

  /** The name itself, or with a suffix drawn from the id if another worker has it. */
  static String distinct(String name, WorkerId id, LedgerView view) {
    boolean taken =
        view.workers().stream()
            .map(worker -> worker.record())
            .anyMatch(other -> other.name().equals(name) && !other.id().equals(id));
    if (!taken) {
      return name;
    }
    String suffix =
        "-"
            + Sha256.ofContent(id.text().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, SUFFIX_DIGITS);
    int room = MAX_LENGTH - suffix.length();
    return (name.length() <= room ? name : name.substring(0, room)) + suffix;
  }
}
