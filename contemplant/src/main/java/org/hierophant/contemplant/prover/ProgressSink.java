package org.hierophant.contemplant.prover;

import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Progress;

/** Where a prover says how far it is, from any thread; cheap and never blocking. */
@FunctionalInterface
public interface ProgressSink {
  void report(Progress progress);

  /** The program was executed to its end beside the proof, which goes on. */
  default void executed(Executed executed) {}
}
