package org.hierophant.contemplant.job;

import java.time.Duration;
import org.hierophant.contemplant.link.Speaker;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.wire.FromWorker;
import org.jspecify.annotations.Nullable;

/**
 * Says progress: a new phase at once, more of the same now and then, never less than before.
 *
 * <p><b>Thread.</b> Any.
 */
final class PacedProgress implements ProgressSink {
  private final Attempt attempt;
  private final Speaker speaker;
  private final long pauseNanos;
  private @Nullable Progress said;
  private long saidAtNanos;

  PacedProgress(Attempt attempt, Speaker speaker, Duration pause) {
    this.attempt = attempt;
    this.speaker = speaker;
    this.pauseNanos = pause.toNanos();
  }

  @Override
  public synchronized void report(Progress progress) {
    Progress last = attempt.progress();
    if (last != null && progress.compareTo(last) <= 0) {
      return;
    }
    attempt.progress(progress);
    long now = System.nanoTime();
    boolean newPhase = said == null || said.phase() != progress.phase();
    if (newPhase || now - saidAtNanos >= pauseNanos) {
      said = progress;
      saidAtNanos = now;
      speaker.say(new FromWorker.ProgressReport(attempt.key(), progress, attempt.executed()));
    }
  }

  /** Said at once, and with all progress from now on. */
  @Override
  public synchronized void executed(Executed executed) {
    attempt.executed(executed);
    Progress last = attempt.progress();
    Progress at = last != null ? last : new Progress(Phase.EXECUTING, 0, 0);
    speaker.say(new FromWorker.ProgressReport(attempt.key(), at, attempt.executed()));
  }
}
