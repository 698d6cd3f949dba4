package org.hierophant.contemplant.prover.cluster;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.contemplant.prover.server.RefereeRun;
import org.hierophant.contemplant.prover.socket.ProofFile;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ProofRequestCreateRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One proof by the cluster: goes on with it if it was given before, else gives it, and asks until
 * it has ended. A worker that stops leaves it running there, to be gone on with.
 *
 * <p><b>Thread.</b> The attempt's.
 */
final class ClusterRun {
  private static final Logger log = LoggerFactory.getLogger(ClusterRun.class);
  private static final int COMPLETED = 2;
  private static final int FAILED = 3;
  private static final int CANCELLED = 4;
  private static final int EXECUTION_FAILED = 3;

  /** What an artifact is kept for at least; the cluster's own choice. */
  private static final Duration SHORTEST_LIFE = Duration.ofHours(6);

  private static final Duration LIFE_AFTER_LEASE = Duration.ofHours(1);

  /** For the cluster to hear that a proof is not wanted. */
  private static final Duration TELL_LIMIT = Duration.ofSeconds(2);

  private final ClusterConnection connection;
  private final ClusterArtifacts artifacts;
  private final Submissions submissions;
  private final ClusterLimits limits;
  private final ProofTask task;
  private final Cancellation cancellation;
  private final RefereeRun referee;
  private final StatusProgress progress;
  private final InstantSource clock;
  private final long start = System.nanoTime();

  /** Once nothing is waited for any more. */
  private volatile boolean over;

  ClusterRun(
      ClusterParts parts,
      ProofTask task,
      Cancellation cancellation,
      RefereeRun referee,
      StatusProgress progress) {
    this.connection = parts.connection();
    this.artifacts = parts.artifacts();
    this.submissions = parts.submissions();
    this.limits = parts.limits();
    this.clock = parts.clock();
    this.task = task;
    this.cancellation = cancellation;
    this.referee = referee;
    this.progress = progress;
  }

  /** How it went. */
  sealed interface Ending {
    /** The proof is in the task's file. */
    record Made(ClusterProofRequest said, Duration time) implements Ending {}

    record Cancelled() implements Ending {}

    record LeaseOver() implements Ending {}

    /** The program fails by itself, says the referee. */
    record Guilty(ProofOutcome.GuestFailed failure) implements Ending {}

    /** The program fails by itself, says the cluster. */
    record Accused(ClusterProofRequest said) implements Ending {}

    /** The cluster made no proof, or none that is good. */
    record Failed(String detail) implements Ending {}

    /** The cluster or its store cannot be used from here. */
    record OutOfReach(String detail) implements Ending {}
  }

  /** Ends the run from inside; never leaves this class. */
  private static final class StopException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Ending ending;

    StopException(Ending ending) {
      super(ending.toString());
      this.ending = ending;
    }
  }

  /**
   * @throws IOException if this worker's disk fails
   * @throws InterruptedException if the worker stops: the cluster goes on
   */
  Ending run() throws IOException, InterruptedException {
    Path attempt = Submission.attempt(task);
    Submission submission = null;
    try {
      submission = submissions.of(attempt).orElse(null);
      if (submission == null) {
        submission = Submission.draw(programId(), attempt);
        submissions.put(submission);
        submit(submission);
      } else if (isKnown(submission)) {
        log.atInfo().addKeyValue("proof", submission.proof()).log("proof of the cluster resumed");
      } else {
        submit(submission);
      }
      return follow(submission);
    } catch (StopException e) {
      giveUp(submission);
      return e.ending;
    } catch (RefusedException e) {
      giveUp(submission);
      return new Ending.Failed(String.valueOf(e.getMessage()));
    }
  }

  /** The same file has the same id; the length of the digest keeps it apart from others' ids. */
  private String programId() throws IOException {
    try (InputStream in = Files.newInputStream(task.program());
        var digested = new DigestInputStream(in, Sha256.newDigest())) {
      digested.transferTo(OutputStream.nullOutputStream());
      return "program_" + Sha256.of(digested.getMessageDigest().digest()).hex();
    }
  }

  private boolean isKnown(Submission submission)
      throws IOException, InterruptedException, StopException {
    return insist(() -> connection.get(submission.proof())).isPresent();
  }

  private void submit(Submission submission)
      throws IOException, InterruptedException, StopException {
    Duration left = left();
    Duration life = left.plus(LIFE_AFTER_LEASE);
    Duration kept = life.compareTo(SHORTEST_LIFE) > 0 ? life : SHORTEST_LIFE;
    store(submission, kept);
    ProofRequestCreateRequest request =
        ProofRequestCreateRequest.newBuilder()
            .setProofId(submission.proof())
            .setProgramArtifactId(submission.program())
            .setStdinArtifactId(submission.stdin())
            .setOptionsArtifactId(Integer.toString(task.capability().mode().number()))
            .setProofArtifactId(submission.output())
            .setRequester(ByteString.copyFromUtf8("hierophant"))
            .setDeadline(clock.instant().plus(left()).plusSeconds(1).getEpochSecond())
            .setCycleLimit(noneIsAll(task.cycleLimit()))
            .setGasLimit(noneIsAll(task.gasLimit()))
            .build();
    insist(
        () -> {
          connection.create(request);
          return true;
        });
    log.atInfo().addKeyValue("proof", submission.proof()).log("proof given to the cluster");
  }

  private static long noneIsAll(long limit) {
    return limit == 0 ? -1L : limit;
  }

  private void store(Submission submission, Duration kept)
      throws IOException, InterruptedException, StopException {
    try {
      if (!insist(() -> artifacts.has(ArtifactType.PROGRAM, submission.program()))) {
        put(ArtifactType.PROGRAM, submission.program(), task.program(), Optional.empty());
      }
      put(ArtifactType.STDIN, submission.stdin(), task.stdin(), Optional.of(kept));
    } catch (RefusedException e) {
      throw new StopException(new Ending.OutOfReach(String.valueOf(e.getMessage())));
    }
  }

  private void put(ArtifactType type, String id, Path file, Optional<Duration> life)
      throws IOException, InterruptedException, StopException {
    while (!insist(() -> artifacts.put(type, id, file, life, this::isUnwanted))) {
      stopIfTold();
    }
  }

  /** Also when time is up: a slow store must not outlast the lease. */
  private boolean isUnwanted() {
    return over || cancellation.isCancelled() || left().isZero();
  }

  private Ending follow(Submission submission)
      throws IOException, InterruptedException, StopException {
    while (true) {
      ClusterProofRequest said = insist(() -> connection.get(submission.proof())).orElse(null);
      if (said == null) {
        return new Ending.Failed("the cluster does not know the proof any more");
      }
      switch (said.getProofStatus()) {
        case COMPLETED -> {
          return fetch(submission, said);
        }
        case FAILED -> {
          return said.getExecutionResult().getStatus() == EXECUTION_FAILED
              ? new Ending.Accused(said)
              : new Ending.Failed("the cluster failed: " + reason(said));
        }
        case CANCELLED -> {
          return new Ending.Failed("the proof was cancelled in the cluster: " + reason(said));
        }
        default -> progress.proving(elapsed());
      }
      cancellation.await(limits.poll()); // what was said meanwhile is looked at by the next call
    }
  }

  static String reason(ClusterProofRequest said) {
    return said.getExtraData().isEmpty() ? "it does not say why" : said.getExtraData();
  }

  private Ending fetch(Submission submission, ClusterProofRequest said)
      throws IOException, InterruptedException, StopException {
    Duration time = elapsed();
    progress.proved(time);
    try {
      boolean whole = false;
      while (!whole) {
        stopIfTold();
        switch (insist(
            () ->
                artifacts.fetch(
                    ArtifactType.PROOF, submission.output(), task.proof(), this::isUnwanted))) {
          case WHOLE -> whole = true;
          case STOPPED -> {} // stopIfTold knows why
          case ABSENT -> {
            return new Ending.Failed("the cluster says it is done, but its store has no proof");
          }
        }
      }
    } catch (RefusedException e) {
      return new Ending.Failed(String.valueOf(e.getMessage()));
    }
    Optional<String> problem =
        ProofFile.problem(
            task.proof(), task.capability().mode(), task.capability().circuitVersion());
    return problem.isPresent()
        ? new Ending.Failed("the cluster made " + problem.get())
        : new Ending.Made(said, time);
  }

  /** Asks again while there is no answer, as long as that makes sense. */
  private <T> T insist(Calls.Call<T> call) throws IOException, InterruptedException, StopException {
    long since = System.nanoTime();
    Duration delay = limits.firstDelay();
    for (boolean reached = true; ; reached = false) {
      stopIfTold();
      try {
        return Calls.make(call, this::leaveIfTold);
      } catch (UnreachableException e) {
        if (System.nanoTime() - since > limits.outage().toNanos()) {
          throw new StopException(
              new Ending.OutOfReach(
                  "for %d s: %s".formatted(limits.outage().toSeconds(), e.getMessage())));
        }
        if (reached) {
          log.atWarn().addKeyValue("reason", e.getMessage()).log("cluster is out of reach");
        }
      }
      cancellation.await(delay);
      delay = delay.multipliedBy(2);
      delay = delay.compareTo(limits.longestDelay()) < 0 ? delay : limits.longestDelay();
    }
  }

  /** While a call is waited for, which sees by itself that it is over. */
  private void leaveIfTold() throws StopException, InterruptedException {
    try {
      stopIfTold();
    } catch (StopException | InterruptedException e) {
      over = true;
      throw e;
    }
  }

  private void stopIfTold() throws StopException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the worker stops");
    }
    if (cancellation.isCancelled()) {
      throw new StopException(new Ending.Cancelled());
    }
    if (elapsed().compareTo(limits.proof()) >= 0) {
      throw new StopException(
          new Ending.Failed("the proof took more than %d s".formatted(limits.proof().toSeconds())));
    }
    if (elapsed().compareTo(task.timeLimit()) >= 0) {
      throw new StopException(new Ending.LeaseOver());
    }
    if (referee.now().orElse(null) instanceof Verdict.Guilty(var failure)) {
      throw new StopException(new Ending.Guilty(failure));
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Until nobody waits for the proof any more; a century is enough for everybody. */
  private Duration left() {
    Duration limit =
        limits.proof().compareTo(task.timeLimit()) < 0 ? limits.proof() : task.timeLimit();
    Duration left = limit.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Once: what does not hear it is told again when the attempt is gone. */
  private void giveUp(@Nullable Submission submission) throws InterruptedException {
    if (submission == null) {
      return;
    }
    try {
      Calls.within(
          TELL_LIMIT,
          () -> {
            connection.cancel(submission.proof());
            return true;
          });
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("proof", submission.proof())
          .addKeyValue("reason", e.getMessage())
          .log("cluster could not be told to stop, yet");
    }
  }
}
