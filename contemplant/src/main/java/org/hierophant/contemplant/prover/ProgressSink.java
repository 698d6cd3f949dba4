package org.hierophant.contemplant.prover;

import org.hierophant.network.domain.Progress;

/** Where a prover says how far it is; cheap and never blocking. */
@FunctionalInterface
public interface ProgressSink {
  void report(Progress progress);
}
