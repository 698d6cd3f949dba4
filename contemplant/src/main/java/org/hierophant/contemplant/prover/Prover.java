package org.hierophant.contemplant.prover;

import java.io.IOException;
import java.util.Set;
import org.hierophant.network.domain.Capability;

/**
 * A way to make proofs.
 *
 * <p><b>Thread.</b> As many at a time as the worker has slots.
 */
public interface Prover extends AutoCloseable {
  /** What it can serve now, as found out by its self-test: empty before that, or when broken. */
  Set<Capability> capabilities();

  /** Begins the self-test, in the background; {@code changed} runs when capabilities change. */
  default void start(Runnable changed) {}

  /** How it is, for people; from memory, since it is told with heartbeats. */
  ProverState state();

  /** How many proofs it makes at a time; one more waits for its turn. */
  default int places() {
    return Integer.MAX_VALUE;
  }

  /** Ends what it runs, within two seconds; nothing of it is left. */
  @Override
  default void close() {}

  /**
   * Makes one proof; returns only when nothing of the attempt runs any more.
   *
   * @throws IOException if a file of the task cannot be read or written
   * @throws InterruptedException if the worker stops; nothing of the attempt runs any more
   */
  ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink progress)
      throws IOException, InterruptedException;
}
