package org.hierophant.contemplant.prover.socket;

import java.util.Optional;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.server.Tasks;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;

/**
 * Makes progress of the lines that the server prints about its tasks.
 *
 * <p>The totals are those of the program's last proof; without one a total is said only once the
 * last shard is known. Neither amounts nor percents of a phase ever fall.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> {@code crates/prover/src/worker/client/local.rs}, {@code node/full/init.rs} and
 * {@code controller/compress.rs} in sp1 v6.4.0; gnark's own lines.
 */
final class LogProgress {
  private static final String SUBMITTED = "submitting task of kind ";
  private static final String SUCCEEDED = "task succeeded";

  /** Shrink and wrap, then what gnark says it has done. */
  private static final int WRAP_STEPS = 6;

  private final ProofMode mode;
  private final ProgressSink sink;
  private final Optional<Tasks> before;

  private long shardsKnown;
  private long shardsDone;
  private long reductionsKnown;
  private long reductionsDone;
  private boolean allShardsKnown;
  private long wrapSteps;
  private Progress last = new Progress(Phase.EXECUTING, 0, 0);

  LogProgress(ProofMode mode, ProgressSink sink, Optional<Tasks> before) {
    this.mode = mode;
    this.sink = sink;
    this.before = before;
  }

  /** Says that the program is being executed. */
  synchronized void begin() {
    sink.report(last);
  }

  /** The log's next line; most say nothing. */
  synchronized void line(String text) {
    int submitted = text.indexOf(SUBMITTED);
    if (submitted >= 0) {
      submitted(text.substring(submitted + SUBMITTED.length()).strip());
    } else if (text.contains(SUCCEEDED)) {
      succeeded(text);
    } else if (text.contains("All core proofs received")) {
      allShardsKnown = true;
      shardsDone = Math.max(shardsDone, shardsKnown);
    } else if (text.contains("Reading R1CS took")
        || text.contains("Reading proving key took")
        || text.contains("Generating witness took")
        || text.contains("Generating proof took")) {
      wrapSteps = Math.min(wrapSteps + 1, WRAP_STEPS - 1);
    } else {
      return;
    }
    report(now());
  }

  private void submitted(String kind) {
    switch (word(kind)) {
      case "ProveShard" -> shardsKnown++;
      case "RecursionReduce", "RecursionDeferred" -> reductionsKnown++;
      case "ShrinkWrap" -> wrapSteps = Math.max(wrapSteps, 1);
      case "Groth16Wrap", "PlonkWrap" -> wrapSteps = Math.max(wrapSteps, 2);
      default -> {} // of no consequence here
    }
  }

  private static String word(String text) {
    int end = 0;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  /** The line names its span: the kind of the task. */
  private void succeeded(String text) {
    if (text.contains("ProveShard")) {
      shardsDone++;
    } else if (text.contains("RecursionReduce") || text.contains("RecursionDeferred")) {
      reductionsDone++;
    } else if (text.contains("CoreExecute")) {
      allShardsKnown = true;
    }
  }

  private Progress now() {
    if (wrapSteps > 0 && mode.isWrapped()) {
      return new Progress(Phase.WRAPPING, wrapSteps, WRAP_STEPS);
    }
    long shards = Math.max(shardsKnown, before.map(Tasks::shards).orElse(0L));
    boolean shardsOver = allShardsKnown && shardsKnown > 0 && shardsDone >= shardsKnown;
    if (shardsOver && mode != ProofMode.CORE) {
      return new Progress(Phase.COMPRESSING, reductionsDone, reductions());
    }
    if (shardsKnown > 0) {
      return new Progress(
          Phase.PROVING, shardsDone, allShardsKnown || before.isPresent() ? shards : 0);
    }
    return last;
  }

  /**
   * One for each shard, and a tree of four branches above them, where it was not counted before.
   */
  private long reductions() {
    long guess = before.map(Tasks::reductions).orElse(shardsKnown + (shardsKnown + 2) / 3);
    return Math.max(Math.max(guess, reductionsKnown), reductionsDone);
  }

  /** A total that grew would take back percents: then nothing is said until they are back. */
  private void report(Progress next) {
    boolean falls = next.phase() == last.phase() && next.percent() < last.percent();
    if (next.compareTo(last) > 0 && !falls) {
      last = next;
      sink.report(next);
    }
  }

  /** The proof comes: the last phase is over. */
  synchronized void answered() {
    Phase phase =
        switch (mode) {
          case CORE -> Phase.PROVING;
          case COMPRESSED -> Phase.COMPRESSING;
          case GROTH16, PLONK -> Phase.WRAPPING;
        };
    long all =
        Math.max(
            1,
            switch (mode) {
              case CORE -> Math.max(shardsKnown, shardsDone);
              case COMPRESSED -> reductions();
              case GROTH16, PLONK -> WRAP_STEPS;
            });
    report(new Progress(phase, all, all));
  }

  /** For the program's next proof. */
  synchronized Optional<Tasks> counted() {
    return shardsKnown == 0
        ? Optional.empty()
        : Optional.of(new Tasks(shardsKnown, Math.max(reductionsKnown, reductionsDone)));
  }
}
