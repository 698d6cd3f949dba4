package org.hierophant.contemplant.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.contemplant.link.Speaker;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.transfer.ArtifactCache;
import org.hierophant.contemplant.transfer.ArtifactClient;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.ProverReport.Condition;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole life of an attempt on its thread: make, keep, deliver. Whatever happens becomes an
 * outcome, unless the worker stops.
 */
final class AttemptWork {
  private static final Logger log = LoggerFactory.getLogger(AttemptWork.class);
  private static final Duration PROGRESS_PAUSE = Duration.ofMillis(250);

  /** Between two looks at provers that start. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final List<Prover> provers;

  /** How many attempts each has. */
  private final Map<Prover, Integer> loads = new IdentityHashMap<>();

  private final ArtifactCache cache;
  private final ArtifactClient client;
  private final Speaker speaker;

  AttemptWork(List<Prover> provers, ArtifactCache cache, ArtifactClient client, Speaker speaker) {
    this.provers = List.copyOf(provers);
    this.cache = cache;
    this.client = client;
    this.speaker = speaker;
  }

  List<Prover> provers() {
    return provers;
  }

  /** True while a prover may yet turn out to be usable. */
  boolean isStarting() {
    return provers.stream().anyMatch(prover -> prover.state().condition() == Condition.STARTING);
  }

  boolean isCapable(Capability wanted) {
    return provers.stream().anyMatch(prover -> prover.capabilities().contains(wanted));
  }

  /** True if a prover that can do it has nothing else to do. */
  synchronized boolean hasPlace(Capability wanted) {
    return provers.stream()
        .anyMatch(
            prover -> load(prover) < prover.places() && prover.capabilities().contains(wanted));
  }

  private int load(Prover prover) {
    return loads.getOrDefault(prover, 0);
  }

  /** The one that has least to do of those that can, free or not; to be given back. */
  private synchronized Optional<Prover> claim(Capability wanted) {
    Optional<Prover> least =
        provers.stream()
            .filter(prover -> prover.capabilities().contains(wanted))
            .min(Comparator.comparingInt(this::load));
    least.ifPresent(prover -> loads.merge(prover, 1, Integer::sum));
    return least;
  }

  private synchronized void giveBack(Prover prover) {
    loads.merge(prover, -1, Integer::sum);
  }

  /**
   * Makes the proof, or finds out why not, and keeps that.
   *
   * @throws InterruptedException if the worker stops: the attempt stays as it is on disk
   */
  void make(Attempt attempt) throws InterruptedException {
    if (attempt.isFinished() || !attempt.finish(outcome(attempt))) {
      return;
    }
    var line = log.atInfo().addKeyValue("request", attempt.key().request());
    switch (attempt.shelved().outcome().orElseThrow()) {
      case FromWorker.Result result ->
          line.addKeyValue("bytes", result.sizeBytes())
              .addKeyValue("millis", result.proveTime().toMillis())
              .log("proof made");
      case FromWorker.Failure failure ->
          line.addKeyValue("kind", failure.kind())
              .addKeyValue("detail", failure.detail())
              .log("attempt failed");
      case FromWorker.OfAttempt other -> throw new IllegalStateException("no outcome: " + other);
    }
  }

  private FromWorker.OfAttempt outcome(Attempt attempt) throws InterruptedException {
    Optional<Prover> prover = await(attempt);
    if (prover.isEmpty() && attempt.cancellation().isCancelled()) {
      return failure(attempt, FailureKind.CANCELLED, attempt.cancellation().reason());
    } else if (prover.isEmpty()) {
      return failure(attempt, FailureKind.WORKER, "no prover of this worker can do it any more");
    }
    try {
      return new AttemptRun(
              attempt.begin(),
              prover.get(),
              cache,
              attempt.cancellation(),
              new PacedProgress(attempt, speaker, PROGRESS_PAUSE))
          .run();
    } catch (IOException e) {
      return failure(attempt, FailureKind.WORKER, "disk: " + e.getMessage());
    } catch (RuntimeException | Error e) { // a thread that ends without a word would end nothing
      log.atError().addKeyValue("request", attempt.key().request()).setCause(e).log("worker broke");
      return failure(attempt, FailureKind.WORKER, "worker broke: " + e);
    } finally {
      giveBack(prover.get());
    }
  }

  /** What a restarted worker still holds is earlier than its provers: they get their time. */
  private Optional<Prover> await(Attempt attempt) throws InterruptedException {
    Capability wanted = attempt.shelved().offer().capability();
    Optional<Prover> prover = claim(wanted);
    while (prover.isEmpty() && isStarting() && !attempt.cancellation().isCancelled()) {
      attempt.cancellation().await(LOOK);
      prover = claim(wanted);
    }
    return prover;
  }

  /**
   * Stores the proof where there is one, and says how it ended; again on every connection, by
   * {@link Jobs}, until that is settled.
   *
   * @throws InterruptedException if the worker stops
   */
  void deliver(Attempt attempt) throws InterruptedException {
    try {
      if (attempt.isProofWanted()) {
        client.upload(
            attempt.shelved().offer().result(),
            attempt.shelved().proof(),
            () -> !attempt.isProofWanted());
      }
    } catch (IOException | RuntimeException e) {
      if (!attempt.isProofWanted()) {
        return; // cancelled or settled meanwhile, and answered
      }
      log.atWarn()
          .addKeyValue("request", attempt.key().request())
          .addKeyValue("reason", e.getMessage())
          .log("proof was not taken");
      attempt.replace(failure(attempt, FailureKind.TRANSFER, String.valueOf(e.getMessage())));
    }
    attempt.deliverable();
    if (!attempt.isForgotten()) {
      attempt.shelved().outcome().ifPresent(speaker::say);
    }
  }

  /** Says that it failed, unless how it ended is said already. */
  void giveUp(Attempt attempt, String reason) {
    if (attempt.isDeliverable() || attempt.isForgotten()) {
      return;
    }
    FromWorker.Failure failure = failure(attempt, FailureKind.WORKER, reason);
    attempt.replace(failure);
    attempt.deliverable();
    speaker.say(failure);
  }

  static FromWorker.Failure failure(Attempt attempt, FailureKind kind, String detail) {
    return new FromWorker.Failure(attempt.key(), kind, 0, OptionalLong.empty(), detail);
  }
}
