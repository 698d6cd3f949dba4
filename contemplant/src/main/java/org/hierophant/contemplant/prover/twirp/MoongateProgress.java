package org.hierophant.contemplant.prover.twirp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.server.Tasks;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;

/**
 * Makes progress of moongate's log and of the stages as they come: cycles while the program is
 * executed, then STARKs, of which each prints one line.
 *
 * <p>How many core shards there will be is known from the program's last proof, or not at all;
 * those of the compression are known exactly. Neither amounts nor percents of a phase ever fall.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> {@code crates/core/executor/src/executor.rs} in sp1 v5.0.0; sp1-gpu's server.
 */
final class MoongateProgress {
  private static final Pattern CLOCK = Pattern.compile("\\bclk = (\\d{1,18})\\b");
  private static final String STARK = "Shard: [";
  private static final int WRAP_STEPS = 4;

  private final ProofMode mode;
  private final ProgressSink sink;
  private final Optional<Tasks> before;
  private long cycles;
  private long cyclesInAll;
  private long shards;
  private long reductions;
  private long reductionsInAll;
  private Progress last = new Progress(Phase.EXECUTING, 0, 0);

  MoongateProgress(ProofMode mode, ProgressSink sink, Optional<Tasks> before) {
    this.mode = mode;
    this.sink = sink;
    this.before = before;
  }

  synchronized void begin() {
    sink.report(last);
  }

  /** How many cycles the program takes, once that is known. */
  synchronized void expect(long cyclesOfProgram) {
    cyclesInAll = cyclesOfProgram;
  }

  /** The log's next line; most say nothing. */
  synchronized void line(String text) {
    if (text.contains(STARK)) {
      if (reductionsInAll == 0) {
        shards++;
        long known = before.map(Tasks::shards).orElse(0L);
        report(new Progress(Phase.PROVING, shards, known >= shards ? known : 0));
      } else if (last.phase() == Phase.COMPRESSING) {
        reductions = Math.min(reductions + 1, reductionsInAll);
        report(new Progress(Phase.COMPRESSING, reductions, reductionsInAll));
      }
      return;
    }
    Matcher clock = CLOCK.matcher(text);
    if (clock.find() && last.phase() == Phase.EXECUTING) {
      cycles = Math.max(cycles, Long.parseLong(clock.group(1)));
      report(new Progress(Phase.EXECUTING, cycles, cyclesInAll >= cycles ? cyclesInAll : 0));
    }
  }

  /** The core proof is there. */
  synchronized void proved(int coreShards) {
    shards = coreShards;
    report(new Progress(Phase.PROVING, coreShards, coreShards));
  }

  /** Compression begins: a leaf for each proof, and pairs of them up to one. */
  synchronized void compressing(int leaves) {
    reductionsInAll = 2L * Math.max(1, leaves) - 1;
    report(new Progress(Phase.COMPRESSING, 0, reductionsInAll));
  }

  synchronized void compressed() {
    reductions = reductionsInAll;
    report(new Progress(Phase.COMPRESSING, reductionsInAll, reductionsInAll));
  }

  /** As many of the four steps are done: shrink, wrap, witness, proof. */
  synchronized void wrapped(int steps) {
    if (mode.isWrapped()) {
      report(new Progress(Phase.WRAPPING, steps, WRAP_STEPS));
    }
  }

  private void report(Progress next) {
    boolean falls = next.phase() == last.phase() && next.percent() < last.percent();
    if (next.compareTo(last) > 0 && !falls) {
      last = next;
      sink.report(next);
    }
  }

  /** For the program's next proof. */
  synchronized Tasks counted() {
    return new Tasks(shards, reductions);
  }
}
