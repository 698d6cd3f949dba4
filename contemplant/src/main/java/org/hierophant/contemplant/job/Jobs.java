package org.hierophant.contemplant.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hierophant.contemplant.link.Conversation;
import org.hierophant.contemplant.link.Speaker;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.transfer.ArtifactCache;
import org.hierophant.contemplant.transfer.ArtifactClient;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProverReport;
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
 * <p><b>Limits.</b> As many are made at a time as there are slots; at most {@link
 * FromWorker.Hello#MAX_HELD} are held, finished ones included, then offers are refused; at most
 * {@value #MAX_FOREIGN} finished ones of other coordinators.
 *
 * <p><b>Thread.</b> The link's thread decides; one platform thread per attempt works.
 */
public final class Jobs implements Conversation, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);
  private static final int MAX_FOREIGN = 32;

  /** How long a worker that has just started waits for a prover before it says that it has none. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofMillis(100);

  private final WorkerProfile profile;
  private final AttemptShelf shelf;
  private final AttemptWork work;
  private final OfferCheck check;
  private final Speaker speaker;
  private final Map<AttemptKey, Attempt> attempts = new ConcurrentHashMap<>();

  /** Attempts whose thread makes a proof, those that were forgotten meanwhile included. */
  private final Set<Attempt> making = ConcurrentHashMap.newKeySet();

  private final Object changed = new Object();
  private final long patientUntil = System.nanoTime() + PATIENCE.toNanos();
  private volatile String coordinator = "";
  private volatile boolean draining;
  private volatile boolean closed;

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
    this.shelf = shelf;
    this.work = new AttemptWork(provers, cache, client, speaker);
    this.check = new OfferCheck(profile.slots(), work, shelf);
    this.speaker = speaker;
    for (Shelved found : shelf.load()) {
      attempts.put(found.key(), new Attempt(shelf, found));
    }
  }

  private Set<Capability> capabilities() {
    return work.provers().stream()
        .flatMap(prover -> prover.capabilities().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** To be called when a prover can do more or less than before. */
  public void capabilitiesChanged() {
    signalChange();
  }

  /** True if there is a prover that can do anything. */
  public boolean isCapable() {
    return !capabilities().isEmpty();
  }

  /**
   * A worker whose provers start does not say that it can do nothing at once. One of which nothing
   * is usable says so, and why.
   */
  @Override
  public void awaitReady() throws InterruptedException {
    synchronized (changed) {
      while (!isCapable() && work.isStarting() && System.nanoTime() - patientUntil < 0) {
        TimeUnit.NANOSECONDS.timedWait(changed, LOOK.toNanos());
      }
    }
  }

  @Override
  public List<ProverReport> provers() {
    return work.provers().stream()
        .limit(FromWorker.Hello.MAX_PROVERS)
        .map(prover -> prover.state().report())
        .toList();
  }

  @Override
  public FromWorker.Hello hello() {
    Set<Capability> capabilities = capabilities();
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
        profile.magisterDropEndpoint(),
        provers());
  }

  @Override
  public void welcomed(ToWorker.Welcome welcome) {
    coordinator = welcome.coordinatorId();
    Set<AttemptKey> keep = new HashSet<>();
    welcome.keep().forEach(held -> keep.add(held.attempt()));
    for (Attempt attempt : attempts.values()) {
      if (keep.contains(attempt.key())) {
        goOn(attempt);
      } else if (!isForeignProof(attempt)) {
        drop(attempt);
      }
    }
    attempts.values().stream()
        .filter(attempt -> isForeignProof(attempt) && !keep.contains(attempt.key()))
        .sorted(
            Comparator.comparing((Attempt attempt) -> shelf.changedAt(attempt.shelved()))
                .reversed())
        .skip(MAX_FOREIGN)
        .toList()
        .forEach(this::drop);
    if (draining) {
      speaker.say(new FromWorker.Draining("worker stops"));
    }
    signalChange(); // what is held for another coordinator does not count any more
  }

  /** A proof for another coordinator, which may be dialled again one day. */
  private boolean isForeignProof(Attempt attempt) {
    return attempt.hasProof() && !attempt.shelved().coordinator().equals(coordinator);
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
        speaker.say(new FromWorker.ProgressReport(attempt.key(), last, attempt.executed()));
      }
    }
  }

  @Override
  public void heard(ToWorker.OfAttempt message) {
    Attempt attempt = attempts.get(message.attempt());
    switch (message) {
      case ToWorker.Offer offer -> {
        if (attempt == null) {
          offered(offer);
        } else {
          speaker.say(new FromWorker.Accept(offer.attempt()));
          goOn(attempt);
        }
      }
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
          speaker.say(
              new FromWorker.Failure(
                  key, FailureKind.CANCELLED, 0, OptionalLong.empty(), "not held"));
        } else {
          cancel(attempt, reason);
        }
      }
    }
  }

  private void offered(ToWorker.Offer offer) {
    Optional<FromWorker.Refuse> refusal =
        check.refusal(offer, draining, takenSlots(), attempts.size());
    if (refusal.isPresent()) {
      refuse(refusal.get());
      return;
    }
    Attempt attempt;
    try {
      attempt = new Attempt(shelf, shelf.put(offer, coordinator));
    } catch (IOException e) {
      refuse(
          new FromWorker.Refuse(
              offer.attempt(), RefuseReason.DISK_FULL, String.valueOf(e.getMessage())));
      return;
    }
    attempts.put(attempt.key(), attempt);
    speaker.say(new FromWorker.Accept(attempt.key()));
    log.atInfo()
        .addKeyValue("request", attempt.key().request())
        .addKeyValue("mode", offer.capability().mode())
        .addKeyValue("circuit", offer.capability().circuitVersion())
        .log("offer accepted");
    start(attempt);
  }

  private void refuse(FromWorker.Refuse refusal) {
    log.atInfo()
        .addKeyValue("request", refusal.attempt().request())
        .addKeyValue("reason", refusal.reason())
        .addKeyValue("detail", refusal.detail())
        .log("offer refused");
    speaker.say(refusal);
  }

  private long takenSlots() {
    return making.size()
        + attempts.values().stream().filter(a -> !a.isStarted() && !a.isFinished()).count();
  }

  private void start(Attempt attempt) {
    if (!attempt.isFinished()) {
      making.add(attempt);
    }
    String shortId = attempt.key().request().toString().substring(2, 10);
    try {
      attempt.start(
          Thread.ofPlatform().daemon().name("attempt-" + shortId).unstarted(() -> live(attempt)));
    } finally {
      if (!attempt.isStarted()) {
        making.remove(attempt); // it is begun on the next connection
      }
    }
  }

  private void live(Attempt attempt) {
    try {
      try {
        work.make(attempt);
      } finally {
        making.remove(attempt);
        signalChange();
      }
      work.deliver(attempt);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the worker stops; the attempt stays on disk
    } catch (RuntimeException | Error e) { // an attempt without a thread and an end would stay
      log.atError().addKeyValue("request", attempt.key().request()).setCause(e).log("worker broke");
      work.giveUp(attempt, "worker broke: " + e);
    }
  }

  /** The thread of a running attempt says itself how it ended. */
  private void cancel(Attempt attempt, String reason) {
    attempt.cancellation().cancel(reason);
    if (attempt.isFinished() || !attempt.isStarted()) {
      FromWorker.Failure failure = AttemptWork.failure(attempt, FailureKind.CANCELLED, reason);
      attempt.replace(failure);
      attempt.deliverable();
      speaker.say(failure);
    }
  }

  private void drop(Attempt attempt) {
    log.atInfo().addKeyValue("request", attempt.key().request()).log("attempt dropped");
    forget(attempt);
  }

  private void forget(Attempt attempt) {
    attempt.forget();
    attempts.remove(attempt.key());
    signalChange();
  }

  @Override
  public void drain(String reason) {
    if (!draining) {
      draining = true;
      log.atInfo().addKeyValue("reason", reason).log("draining");
    }
    speaker.say(new FromWorker.Draining(reason));
    signalChange();
  }

  private void signalChange() {
    synchronized (changed) {
      changed.notifyAll();
    }
  }

  /** True if every attempt was settled within {@code limit}; proofs for others do not count. */
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (changed) {
      while (!isIdle()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(changed, Math.max(left, 1_000_000));
      }
    }
    return true;
  }

  /** Returns once this was told to drain and has nothing left, or is closed. */
  public void awaitDrained() throws InterruptedException {
    synchronized (changed) {
      while (!closed && !(draining && isIdle())) {
        changed.wait();
      }
    }
  }

  private boolean isIdle() {
    return making.isEmpty() && attempts.values().stream().allMatch(this::isForeignProof);
  }

  /** Hands running attempts back and ends their threads; finished ones stay on disk. */
  public void stop(Duration limit) throws InterruptedException {
    for (Attempt attempt : attempts.values()) {
      if (attempt.isStarted() && !attempt.isFinished()) {
        cancel(attempt, "worker stops");
      }
    }
    long end = System.nanoTime() + limit.toNanos();
    for (Attempt attempt : attempts.values()) {
      Thread thread = attempt.thread();
      if (thread != null && !attempt.hasProof()) {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    }
  }

  /** Ends the threads; what is held stays on disk as it is. */
  @Override
  public void close() {
    closed = true;
    attempts.values().forEach(Attempt::interrupt);
    making.forEach(Attempt::interrupt);
    signalChange();
  }
}
