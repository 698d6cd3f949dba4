package org.hierophant.contemplant.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.transfer.ArtifactCache;
import org.hierophant.contemplant.transfer.TransferException;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of one attempt, from its offer to what will be said about its end. */
final class AttemptRun {
  private static final Logger log = LoggerFactory.getLogger(AttemptRun.class);

  /** A worker that died this often with an attempt does not begin it again. */
  private static final int MAX_STARTS = 3;

  private final Shelved attempt;
  private final Prover prover;
  private final ArtifactCache cache;
  private final Cancellation cancellation;
  private final ProgressSink progress;

  AttemptRun(
      Shelved attempt,
      Prover prover,
      ArtifactCache cache,
      Cancellation cancellation,
      ProgressSink progress) {
    this.attempt = attempt;
    this.prover = prover;
    this.cache = cache;
    this.cancellation = cancellation;
    this.progress = progress;
  }

  /**
   * Whatever happens becomes an outcome.
   *
   * @throws InterruptedException if the worker stops: there is none
   */
  FromWorker.OfAttempt run() throws InterruptedException {
    if (attempt.starts() > MAX_STARTS) {
      return failure(
          FailureKind.WORKER, "the worker died " + MAX_STARTS + " times while working on this");
    }
    ToWorker.Offer offer = attempt.offer();
    long bytes = offer.program().sizeBytes() + offer.stdin().sizeBytes();
    progress.report(new Progress(Phase.FETCHING, 0, bytes));
    try (var program =
            cache.get(
                offer.program(),
                cancellation::isCancelled,
                done -> progress.report(new Progress(Phase.FETCHING, done, bytes)));
        var stdin =
            cache.get(
                offer.stdin(),
                cancellation::isCancelled,
                done ->
                    progress.report(
                        new Progress(Phase.FETCHING, offer.program().sizeBytes() + done, bytes)))) {
      return prove(program.file(), stdin.file());
    } catch (IOException e) {
      stopIfInterrupted(e);
      FailureKind kind = e instanceof TransferException ? FailureKind.TRANSFER : FailureKind.WORKER;
      return cancellation.isCancelled()
          ? cancelled()
          : failure(kind, String.valueOf(e.getMessage()));
    }
  }

  private FromWorker.OfAttempt prove(Path program, Path stdin) throws InterruptedException {
    ToWorker.Offer offer = attempt.offer();
    ProofTask task =
        new ProofTask(
            offer.capability(),
            offer.vkHash(),
            offer.vk(),
            program,
            stdin,
            attempt.proof(),
            offer.cycleLimit(),
            offer.gasLimit(),
            offer.publicValuesHash(),
            offer.leaseTime());
    try {
      return switch (prover.prove(task, cancellation, progress)) {
        case ProofOutcome.Proved proved -> result(proved);
        case ProofOutcome.GuestFailed(int cause, OptionalLong cycles, String detail) ->
            new FromWorker.Failure(attempt.key(), FailureKind.GUEST, cause, cycles, detail);
        case ProofOutcome.ProverFailed(String detail) -> failure(FailureKind.PROVER, detail);
        case ProofOutcome.WorkerFailed(String detail) -> failure(FailureKind.WORKER, detail);
        case ProofOutcome.Cancelled() -> cancelled();
      };
    } catch (IOException e) {
      stopIfInterrupted(e);
      return failure(FailureKind.WORKER, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.atError().addKeyValue("request", attempt.key().request()).setCause(e).log("prover broke");
      return failure(FailureKind.PROVER, "prover broke: " + e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      return failure(FailureKind.WORKER, "out of memory: " + e.getMessage());
    }
  }

  /** A channel that an interruption closed is no trouble of the disk: the worker stops. */
  private static void stopIfInterrupted(IOException e) throws InterruptedException {
    if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      throw (InterruptedException) new InterruptedException("the worker stops").initCause(e);
    }
  }

  private FromWorker.OfAttempt result(ProofOutcome.Proved proved) throws IOException {
    progress.report(new Progress(Phase.STORING, 0, Files.size(attempt.proof())));
    return new FromWorker.Result(
        attempt.key(),
        attempt.offer().result().uri(),
        digest(attempt.proof()),
        Files.size(attempt.proof()),
        proved.cycles(),
        proved.gas(),
        proved.publicValuesHash(),
        proved.proveTime());
  }

  private static Sha256 digest(Path file) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.of(digest.digest());
  }

  private FromWorker.Failure cancelled() {
    return failure(FailureKind.CANCELLED, cancellation.reason());
  }

  private FromWorker.Failure failure(FailureKind kind, String detail) {
    return new FromWorker.Failure(attempt.key(), kind, 0, OptionalLong.empty(), detail);
  }
}
