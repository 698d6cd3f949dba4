package org.hierophant.contemplant.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hierophant.contemplant.link.Conversation;
import org.hierophant.contemplant.link.Speaker;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.transfer.ArtifactCache;
import org.hierophant.contemplant.transfer.ArtifactClient;
import org.hierophant.contemplant.transfer.TransferException;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.RefuseReason;
import org.hierophant.network.wire.ToWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's attempts: taken while a slot is free, kept until the coordinator has settled them.
 *
 * <p><b>Limits.</b> As many run as there are slots; at most {@link FromWorker.Hello#MAX_HELD} are
 * held, finished ones included, then offers are refused.
 *
 * <p><b>Thread.</b> The link's thread decides; one platform thread per attempt works.
 */
public final class Jobs implements Conversation {
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);
  private static final long DISK_MARGIN_BYTES = 64L << 20;
  private static final Duration PROGRESS_PAUSE = Duration.ofMillis(250);

  private final WorkerProfile profile;
  private final List<Prover> provers;
  private final AttemptShelf shelf;
  private final ArtifactCache cache;
  private final ArtifactClient client;
  private final Speaker speaker;
  private final Map<AttemptKey, Attempt> attempts = new ConcurrentHashMap<>();
  private volatile String coordinator = "";
  private volatile boolean draining;

  /**
   * @throws IOException if the attempts on disk cannot be read
   */
  public Jobs(
      WorkerProfile profile,
      List<Prover> provers,
      AttemptShelf shelf,
      ArtifactCache cache,
      ArtifactClient client,
      Speaker speaker)
      throws IOException {
    this.profile = profile;
    this.provers = List.copyOf(provers);
    this.shelf = shelf;
    this.cache = cache;
    this.client = client;
    this.speaker = speaker;
    for (Shelved found : shelf.load()) {
      attempts.put(found.key(), new Attempt(found));
    }
  }

  @Override
  public FromWorker.Hello hello() {
    Set<Capability> capabilities =
        provers.stream()
            .flatMap(prover -> prover.capabilities().stream())
            .collect(Collectors.toUnmodifiableSet());
    List<FromWorker.Held> held =
        attempts.values().stream()
            .limit(FromWorker.Hello.MAX_HELD)
            .map(attempt -> new FromWorker.Held(attempt.key(), attempt.hasProof()))
            .toList();
    return new FromWorker.Hello(
        profile.id(),
        profile.name(),
        profile.softwareVersion(),
        capabilities,
        profile.slots(),
        held,
        profile.magisterDropEndpoint());
  }

  @Override
  public void welcomed(ToWorker.Welcome welcome) {
    coordinator = welcome.coordinatorId();
    Set<AttemptKey> keep = new HashSet<>();
    welcome.keep().forEach(held -> keep.add(held.attempt()));
    for (Attempt attempt : attempts.values()) {
      if (keep.contains(attempt.key())) {
        goOn(attempt);
      } else if (attempt.shelved().coordinator().equals(coordinator) || !attempt.hasProof()) {
        log.atInfo().addKeyValue("request", attempt.key().request()).log("attempt dropped");
        forget(attempt);
      } // else: the proof of another coordinator, which may be dialled again one day
    }
    if (draining) {
      speaker.say(new FromWorker.Draining("worker stops"));
    }
  }

  private void goOn(Attempt attempt) {
    if (!attempt.isStarted()) {
      start(attempt);
    } else if (attempt.isDeliverable()) {
      attempt.shelved().outcome().ifPresent(speaker::say);
    } else if (!attempt.isFinished()) {
      speaker.say(new FromWorker.Accept(attempt.key()));
      Progress last = attempt.progress();
      if (last != null) {
        speaker.say(new FromWorker.ProgressReport(attempt.key(), last));
      }
    }
  }

  @Override
  public void heard(ToWorker.OfAttempt message) {
    Attempt attempt = attempts.get(message.attempt());
    switch (message) {
      case ToWorker.Offer offer -> offered(offer, Optional.ofNullable(attempt));
      case ToWorker.Settled _ -> {
        if (attempt != null) {
          forget(attempt);
        }
      }
      case ToWorker.Superseded _ -> {
        if (attempt != null && !attempt.hasProof()) {
          cancel(attempt, "superseded");
        }
      }
      case ToWorker.Cancel(var key, var reason) -> {
        if (attempt == null) {
          speaker.say(cancelled(key, "not held"));
        } else {
          cancel(attempt, reason);
        }
      }
    }
  }

  private void offered(ToWorker.Offer offer, Optional<Attempt> known) {
    if (known.isPresent()) {
      speaker.say(new FromWorker.Accept(offer.attempt()));
      return;
    }
    Optional<FromWorker.Refuse> refusal = refusal(offer);
    if (refusal.isPresent()) {
      log.atInfo()
          .addKeyValue("request", offer.attempt().request())
          .addKeyValue("reason", refusal.get().reason())
          .log("offer refused");
      speaker.say(refusal.get());
      return;
    }
    try {
      Attempt attempt = new Attempt(shelf.put(offer, coordinator));
      attempts.put(attempt.key(), attempt);
      speaker.say(new FromWorker.Accept(attempt.key()));
      log.atInfo()
          .addKeyValue("request", attempt.key().request())
          .addKeyValue("mode", offer.capability().mode())
          .addKeyValue("circuit", offer.capability().circuitVersion())
          .log("offer accepted");
      start(attempt);
    } catch (IOException e) {
      speaker.say(
          new FromWorker.Refuse(
              offer.attempt(), RefuseReason.DISK_FULL, String.valueOf(e.getMessage())));
    }
  }

  private Optional<FromWorker.Refuse> refusal(ToWorker.Offer offer) {
    RefuseReason reason;
    String detail;
    if (draining) {
      reason = RefuseReason.DRAINING;
      detail = "worker stops";
    } else if (attempts.values().stream().filter(a -> !a.isFinished()).count() >= profile.slots()
        || attempts.size() >= FromWorker.Hello.MAX_HELD) {
      reason = RefuseReason.BUSY;
      detail = profile.slots() + " slots are taken";
    } else if (prover(offer).isEmpty()) {
      reason = RefuseReason.NOT_CAPABLE;
      detail = "no prover for " + offer.capability();
    } else if (!hasRoom(offer)) {
      reason = RefuseReason.DISK_FULL;
      detail = "not enough room for program and stdin";
    } else {
      return Optional.empty();
    }
    return Optional.of(new FromWorker.Refuse(offer.attempt(), reason, detail));
  }

  private Optional<Prover> prover(ToWorker.Offer offer) {
    return provers.stream()
        .filter(prover -> prover.capabilities().contains(offer.capability()))
        .findFirst();
  }

  private boolean hasRoom(ToWorker.Offer offer) {
    try {
      long free = Files.getFileStore(shelf.directory()).getUsableSpace();
      return free - DISK_MARGIN_BYTES > offer.program().sizeBytes() + offer.stdin().sizeBytes();
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("free disk space is not known");
      return true;
    }
  }

  private void start(Attempt attempt) {
    String shortId = attempt.key().request().toString().substring(2, 10);
    attempt.start(
        Thread.ofPlatform().daemon().name("attempt-" + shortId).unstarted(() -> work(attempt)));
  }

  /** The whole life of an attempt: make, keep, deliver. */
  private void work(Attempt attempt) {
    try {
      if (!attempt.isFinished()) {
        finish(attempt, outcome(attempt));
      }
      deliver(attempt);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the worker stops; the attempt stays on disk
    } catch (IOException e) {
      log.atError()
          .addKeyValue("request", attempt.key().request())
          .addKeyValue("reason", e.getMessage())
          .log("outcome cannot be kept on disk");
      speaker.say(failure(attempt.key(), FailureKind.WORKER, "disk: " + e.getMessage()));
      attempts.remove(attempt.key());
    }
  }

  private FromWorker.OfAttempt outcome(Attempt attempt) throws IOException, InterruptedException {
    Optional<Prover> prover = prover(attempt.shelved().offer());
    if (prover.isEmpty()) {
      return failure(attempt.key(), FailureKind.WORKER, "the prover is no longer configured");
    }
    attempt.shelved(shelf.begin(attempt.shelved()));
    return new AttemptRun(
            attempt.shelved(),
            prover.get(),
            cache,
            attempt.cancellation(),
            new PacedProgress(attempt, speaker, PROGRESS_PAUSE))
        .run();
  }

  private synchronized void finish(Attempt attempt, FromWorker.OfAttempt outcome)
      throws IOException {
    if (attempt.isForgotten() || attempt.isFinished()) {
      return;
    }
    attempt.shelved(shelf.finish(attempt.shelved(), outcome));
    var line = log.atInfo().addKeyValue("request", attempt.key().request());
    switch (outcome) {
      case FromWorker.Result result ->
          line.addKeyValue("bytes", result.sizeBytes())
              .addKeyValue("millis", result.proveTime().toMillis())
              .log("proof made");
      case FromWorker.Failure failure ->
          line.addKeyValue("kind", failure.kind())
              .addKeyValue("detail", failure.detail())
              .log("attempt failed");
      default -> throw new IllegalStateException("not an outcome: " + outcome);
    }
  }

  private void deliver(Attempt attempt) throws IOException, InterruptedException {
    if (attempt.hasProof()) {
      try {
        client.upload(
            attempt.shelved().offer().result(),
            attempt.shelved().proof(),
            () -> attempt.isForgotten() || !attempt.hasProof());
      } catch (TransferException e) {
        if (attempt.isForgotten() || !attempt.hasProof()) {
          return;
        }
        log.atWarn()
            .addKeyValue("request", attempt.key().request())
            .addKeyValue("reason", e.getMessage())
            .log("proof was not taken");
        replaceOutcome(
            attempt, failure(attempt.key(), FailureKind.TRANSFER, String.valueOf(e.getMessage())));
      }
    }
    attempt.deliverable();
    if (!attempt.isForgotten()) {
      attempt.shelved().outcome().ifPresent(speaker::say);
    }
  }

  private void cancel(Attempt attempt, String reason) {
    attempt.cancellation().cancel(reason);
    if (attempt.isFinished() || !attempt.isStarted()) {
      FromWorker.Failure failure = cancelled(attempt.key(), reason);
      try {
        replaceOutcome(attempt, failure);
        attempt.deliverable();
        speaker.say(failure);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private synchronized void replaceOutcome(Attempt attempt, FromWorker.OfAttempt outcome)
      throws IOException {
    if (!attempt.isForgotten()) {
      attempt.shelved(shelf.finish(attempt.shelved(), outcome));
    }
  }

  private synchronized void forget(Attempt attempt) {
    attempt.forget();
    attempts.remove(attempt.key());
    try {
      shelf.remove(attempt.shelved());
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("request", attempt.key().request())
          .addKeyValue("reason", e.getMessage())
          .log("settled attempt could not be removed from disk");
    }
  }

  @Override
  public void drain(String reason) {
    if (!draining) {
      draining = true;
      log.atInfo().addKeyValue("reason", reason).log("draining");
    }
    speaker.say(new FromWorker.Draining(reason));
  }

  /** True if every attempt was settled within {@code limit}. */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!attempts.isEmpty()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  /** Hands running attempts back and ends their threads; finished ones stay on disk. */
  public void stop(Duration limit) throws InterruptedException {
    for (Attempt attempt : attempts.values()) {
      if (!attempt.isFinished()) {
        cancel(attempt, "worker stops");
      }
    }
    long end = System.nanoTime() + limit.toNanos();
    for (Attempt attempt : attempts.values()) {
      Thread thread = attempt.thread();
      if (thread != null && !attempt.hasProof()) {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
      attempt.interrupt();
    }
  }

  private static FromWorker.Failure cancelled(AttemptKey key, String reason) {
    return failure(key, FailureKind.CANCELLED, reason);
  }

  private static FromWorker.Failure failure(AttemptKey key, FailureKind kind, String detail) {
    return new FromWorker.Failure(key, kind, 0, OptionalLong.empty(), detail);
  }
}
