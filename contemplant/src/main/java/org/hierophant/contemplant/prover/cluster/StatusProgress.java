package org.hierophant.contemplant.prover.cluster;

import java.time.Duration;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;

/**
 * Progress of a proof of which is only known that it is not done: the seconds since it was given,
 * out of what an earlier proof of the program took, reported only when the cluster has answered.
 *
 * <p><b>Thread.</b> The attempt's.
 */
final class StatusProgress {
  private static final long MOST_PERCENT = 95;

  private final ProgressSink sink;
  private final OptionalLong expectedSeconds;

  StatusProgress(ProgressSink sink, OptionalLong expectedSeconds) {
    this.sink = sink;
    this.expectedSeconds = expectedSeconds;
  }

  void begin() {
    sink.report(new Progress(Phase.EXECUTING, 0, 0));
  }

  void proving(Duration elapsed) {
    long done = elapsed.toSeconds();
    long total = expectedSeconds.isEmpty() ? 0 : expectedSeconds.getAsLong();
    long least = done * 100 / MOST_PERCENT + 1; // longer than last time: it stays just below done
    sink.report(new Progress(Phase.PROVING, done, total == 0 ? 0 : Math.max(total, least)));
  }

  void proved(Duration elapsed) {
    long total = Math.max(1, Math.max(elapsed.toSeconds(), expectedSeconds.orElse(0)));
    sink.report(new Progress(Phase.PROVING, total, total));
  }
}
