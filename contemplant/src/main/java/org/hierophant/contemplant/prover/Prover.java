package org.hierophant.contemplant.prover;

import java.io.IOException;
import java.util.Set;
import org.hierophant.network.domain.Capability;

/**
 * A way to make proofs.
 *
 * <p><b>Thread.</b> As many at a time as the worker has slots.
 */
public interface Prover {
  /** What it can serve, as found out by its self-test; not empty. */
  Set<Capability> capabilities();

  /**
   * Makes one proof; returns only when nothing of the attempt runs any more.
   *
   * @throws IOException if a file of the task cannot be read or written
   * @throws InterruptedException if the worker stops; nothing of the attempt runs any more
   */
  ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink progress)
      throws IOException, InterruptedException;
}
