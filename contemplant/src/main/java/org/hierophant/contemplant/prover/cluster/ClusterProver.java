package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.contemplant.prover.server.RefereeRun;
import org.hierophant.contemplant.prover.socket.ProofFile;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ExecutionResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes real proofs with an sp1-cluster: one proof over many GPUs. What was given to it survives
 * this worker, which goes on with it when it starts again.
 *
 * <p>The program is executed here as well. That says whether a failure is the program's own,
 * whatever the cluster calls it.
 *
 * <p><b>Limits.</b> {@link ClusterLimits}. As many proofs at a time as the worker has slots.
 *
 * <p><b>Thread.</b> {@link #prove} blocks the calling thread. Unlike other provers', its proofs run
 * on when that is interrupted.
 *
 * <p><b>Source.</b> {@code crates/utils} and {@code bin/cli} of sp1-cluster v2.7.2.
 */
public final class ClusterProver implements Prover {
  private static final Logger log = LoggerFactory.getLogger(ClusterProver.class);

  /** Of what the cluster says with a failure: JSON, which may hold a log. */
  private static final int REASON_CHARS = 8_000;

  /** For the referee, once a proof is made. */
  private static final Duration LAST_WORD = Duration.ofSeconds(30);

  /** For the referee, once a proof has failed. */
  private static final Duration INQUEST = Duration.ofMinutes(10);

  private static final int EXECUTED = 2;
  private static final int MAX_CAUSE = 8;

  private final Set<Capability> offered;
  private final ClusterParts parts;
  private final Referee referee;
  private final EarlierTimes earlier = new EarlierTimes();
  private final ClusterWatch watch;
  private volatile Runnable changed = () -> {};

  /**
   * @param name for people: {@code [a-z0-9-]+}
   * @param api of the cluster, with scheme http, or https for TLS
   * @param store where its artifacts are
   * @param records directory for what was given to it
   */
  public ClusterProver(
      String name,
      Set<Capability> offered,
      URI api,
      ClusterStore store,
      Path records,
      ClusterLimits limits,
      Referee referee) {
    this(
        name,
        offered,
        new ClusterParts(
            new ClusterConnection(api, limits.call()),
            switch (store) {
              case ClusterStore.Redis(var nodes) -> new RedisArtifacts(nodes);
              case ClusterStore.Bucket bucket -> new S3Artifacts(bucket);
            },
            new Submissions(records),
            limits,
            InstantSource.system()),
        referee);
  }

  /** Owns the parts. */
  ClusterProver(String name, Set<Capability> offered, ClusterParts parts, Referee referee) {
    this.offered = Set.copyOf(offered);
    this.parts = parts;
    this.referee = referee;
    this.watch = new ClusterWatch(name, parts, () -> changed.run());
  }

  @Override
  public void start(Runnable onChange) {
    changed = onChange;
    watch.start();
  }

  @Override
  public Set<Capability> capabilities() {
    return watch.isUsable() ? offered : Set.of();
  }

  @Override
  public ProverState state() {
    return watch.state();
  }

  @Override
  public ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink sink)
      throws IOException, InterruptedException {
    StatusProgress progress =
        new StatusProgress(sink, earlier.of(task.vkHash(), task.capability().mode()));
    Path attempt = Submission.attempt(task);
    watch.working(attempt);
    ClusterRun.@Nullable Ending ending = null;
    try (RefereeRun refereeRun = RefereeRun.start(referee, task, sink::executed)) {
      progress.begin();
      ending = new ClusterRun(parts, task, cancellation, refereeRun, progress).run();
      return outcome(ending, task, cancellation, refereeRun);
    } finally {
      if (!(ending instanceof ClusterRun.Ending.Made)) {
        Files.deleteIfExists(task.proof());
      }
      watch.worked(attempt);
    }
  }

  private ProofOutcome outcome(
      ClusterRun.Ending ending, ProofTask task, Cancellation cancellation, RefereeRun refereeRun)
      throws IOException, InterruptedException {
    return switch (ending) {
      case ClusterRun.Ending.Made(var said, Duration time) -> {
        earlier.note(task.vkHash(), task.capability().mode(), time);
        yield made(task, said, time, refereeRun);
      }
      case ClusterRun.Ending.Cancelled() -> new ProofOutcome.Cancelled();
      case ClusterRun.Ending.LeaseOver() ->
          new ProofOutcome.WorkerFailed(
              "not done within the " + task.timeLimit().toSeconds() + " s that the lease lasts");
      case ClusterRun.Ending.Guilty(var failure) -> failure;
      case ClusterRun.Ending.OutOfReach(String detail) ->
          new ProofOutcome.WorkerFailed("the cluster cannot be used: " + detail);
      case ClusterRun.Ending.Failed(String detail) ->
          judged(new ProofOutcome.ProverFailed(shortened(detail)), cancellation, refereeRun);
      case ClusterRun.Ending.Accused(var said) -> judged(accused(said), cancellation, refereeRun);
    };
  }

  private static ProofOutcome.GuestFailed accused(ClusterProofRequest said) {
    ExecutionResult result = said.getExecutionResult();
    int cause = result.getFailureCause();
    return new ProofOutcome.GuestFailed(
        cause >= 1 && cause <= MAX_CAUSE ? cause : 0,
        result.getCycles() == 0 ? OptionalLong.empty() : OptionalLong.of(result.getCycles()),
        shortened("the cluster says that the program fails: " + ClusterRun.reason(said)));
  }

  /** What the referee says counts for more than what the cluster does. */
  private static ProofOutcome judged(
      ProofOutcome said, Cancellation cancellation, RefereeRun refereeRun)
      throws InterruptedException {
    long end = System.nanoTime() + INQUEST.toNanos();
    Optional<Verdict> verdict = refereeRun.await(Duration.ofMillis(100));
    while (verdict.isEmpty() && System.nanoTime() - end < 0) {
      if (cancellation.isCancelled()) {
        return new ProofOutcome.Cancelled();
      }
      verdict = refereeRun.await(Duration.ofMillis(100));
    }
    return switch (verdict.orElse(new Verdict.Unknown("too slow"))) {
      case Verdict.Guilty(var failure) -> failure;
      case Verdict.Sound _ when said instanceof ProofOutcome.GuestFailed wrong ->
          new ProofOutcome.ProverFailed("but it ends well here; " + wrong.detail());
      case Verdict.Sound _, Verdict.Unknown _ -> said;
    };
  }

  private static ProofOutcome made(
      ProofTask task, ClusterProofRequest said, Duration time, RefereeRun refereeRun)
      throws IOException, InterruptedException {
    return switch (refereeRun.await(LAST_WORD).orElse(new Verdict.Unknown("too slow"))) {
      case Verdict.Sound(var executed) ->
          new ProofOutcome.Proved(
              OptionalLong.of(executed.cycles()),
              executed.gas(),
              Optional.of(executed.publicValuesHash()),
              time);
      case Verdict.Guilty(var failure) -> {
        // SP1 proves also that a program failed; the network does not take such proofs.
        Files.deleteIfExists(task.proof());
        yield failure;
      }
      case Verdict.Unknown(String reason) -> {
        OptionalLong exit = ProofFile.exitCode(task.proof(), task.capability().mode());
        if (exit.isPresent() && exit.getAsLong() != 0) {
          Files.deleteIfExists(task.proof());
          yield Referee.badExit(exit.getAsLong(), task);
        }
        log.atInfo().addKeyValue("reason", reason).log("program was proved, but not executed here");
        yield asSaid(said.getExecutionResult(), time);
      }
    };
  }

  private static ProofOutcome.Proved asSaid(ExecutionResult result, Duration time) {
    boolean executed = result.getStatus() == EXECUTED && result.getCycles() != 0;
    byte[] hash = result.getPublicValuesHash().toByteArray();
    return new ProofOutcome.Proved(
        executed ? OptionalLong.of(result.getCycles()) : OptionalLong.empty(),
        executed && result.getGas() != 0 ? OptionalLong.of(result.getGas()) : OptionalLong.empty(),
        executed && hash.length == 32 ? Optional.of(Bytes32.of(hash)) : Optional.empty(),
        time);
  }

  private static String shortened(String reason) {
    return reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS) + "…";
  }

  /** What runs in the cluster runs on. */
  @Override
  public void close() {
    watch.close();
    parts.connection().close();
    parts.artifacts().close();
  }
}
