package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at stored results and tells the ledger what they are worth.
 *
 * <p><b>Limits.</b> A fixed number of platform threads and of waiting results; what finds no room,
 * or takes too long, is reported as not verifiable now, and the ledger asks again.
 *
 * <p><b>Thread.</b> Any; {@link #verify} never blocks.
 */
public final class Verification implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Verification.class);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Duration TIDYING = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private record Key(RequestId request, LeaseToken lease) {}

  private final ArtifactStore store;
  private final Verifier verifier;
  private final RejectedProofs rejected;
  private final PassportBook passports;
  private final Supplier<Ledger> ledger;
  private final Duration limit;
  private final Time time;
  private final ThreadPoolExecutor pool;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("verification-timer").daemon().factory());
  private final Set<Key> inProgress = ConcurrentHashMap.newKeySet();

  /**
   * @param ledger asked for when there is a verdict, so after it has started
   * @param limit one verification takes no longer, the waiting for a thread not counted
   */
  public Verification(
      ArtifactStore store,
      Verifier verifier,
      RejectedProofs rejected,
      PassportBook passports,
      Supplier<Ledger> ledger,
      int threads,
      int waiting,
      Duration limit,
      Time time) {
    this(
        store,
        verifier,
        rejected,
        passports,
        ledger,
        threads,
        waiting,
        limit,
        time,
        Thread.ofPlatform().name("verification-", 0).daemon().factory());
  }

  Verification(
      ArtifactStore store,
      Verifier verifier,
      RejectedProofs rejected,
      PassportBook passports,
      Supplier<Ledger> ledger,
      int threads,
      int waiting,
      Duration limit,
      Time time,
      ThreadFactory factory) {
    this.store = store;
    this.verifier = verifier;
    this.rejected = rejected;
    this.passports = passports;
    this.ledger = ledger;
    this.limit = limit;
    this.time = time;
    this.pool =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), factory);
  }

  /** Tidies up once in a while. */
  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::tidy, TIDYING.toMinutes(), TIDYING.toMinutes(), TimeUnit.MINUTES);
  }

  /** Answers the effect some time later; a repetition while it is being looked at is ignored. */
  public void verify(Effect.Verify effect) {
    Key key = new Key(effect.request().id(), effect.candidate().lease());
    if (!inProgress.add(key)) {
      return;
    }
    try {
      pool.execute(() -> work(effect, key));
    } catch (RejectedExecutionException _) {
      inProgress.remove(key);
      report(key, new Verdict.Unavailable("too many results wait to be verified"));
    } catch (OutOfMemoryError e) { // of memory, or of threads
      inProgress.remove(key);
      report(key, new Verdict.Unavailable("no thread can be had: " + e.getMessage()));
    }
  }

  private void work(Effect.Verify effect, Key key) {
    FutureTask<Verdict> look = new FutureTask<>(() -> verdict(effect));
    Verdict verdict;
    try {
      Future<?> end =
          timer.schedule(() -> look.cancel(true), limit.toMillis(), TimeUnit.MILLISECONDS);
      look.run();
      end.cancel(false);
      // The time's end is not for what follows: it would close the book of passports for good.
      var _ = Thread.interrupted();
      verdict = documented(effect, result(look, key));
    } catch (RejectedExecutionException _) {
      return; // the coordinator stops; the next start verifies again
    } finally {
      inProgress.remove(key);
    }
    report(key, verdict);
  }

  /** A proof is right only with its passport: none is published without one. */
  private Verdict documented(Effect.Verify effect, Verdict verdict) {
    if (verdict instanceof Verdict.Right right) {
      try {
        issuePassport(effect, right);
      } catch (IOException e) {
        return diskFails(e);
      } catch (RuntimeException e) {
        return broken(e, effect.request().id());
      }
    }
    return verdict;
  }

  private Verdict result(FutureTask<Verdict> look, Key key) {
    return switch (look.state()) {
      case SUCCESS -> look.resultNow();
      case CANCELLED -> late();
      case FAILED ->
          switch (look.exceptionNow()) {
            case InterruptedException _, ClosedByInterruptException _ -> late();
            case IOException e -> diskFails(e);
            case Throwable e -> broken(e, key.request());
          };
      case RUNNING -> throw new IllegalStateException("still running");
    };
  }

  private Verdict late() {
    return new Verdict.Unavailable("not done within " + limit);
  }

  private static Verdict diskFails(IOException e) {
    return new Verdict.Unavailable("the disk fails: " + e.getMessage());
  }

  private static Verdict broken(Throwable e, RequestId request) {
    log.atError().addKeyValue("request", request).setCause(e).log("verifier broke");
    return new Verdict.Unavailable("the verifier broke");
  }

  private Verdict verdict(Effect.Verify effect) throws IOException, InterruptedException {
    Candidate candidate = effect.candidate();
    Optional<ArtifactContent> opened = store.open(candidate.proof().uri());
    if (opened.isEmpty()) {
      return new Verdict.Wrong(ProofFault.DAMAGED, "the result is not stored");
    }
    try (ArtifactContent content = opened.get()) {
      Sha256 actual = digest(content);
      if (!actual.equals(candidate.proof().digest())) {
        return new Verdict.Wrong(ProofFault.DAMAGED, "stored bytes have digest " + actual.hex());
      }
      Verdict verdict = verifier.verify(effect.request(), effect.program(), content);
      if (verdict instanceof Verdict.Wrong(_, String detail)) {
        rejected.keep(effect, content, detail, time.now().wall());
      }
      return verdict;
    }
  }

  private void issuePassport(Effect.Verify effect, Verdict.Right verdict) throws IOException {
    int attempts =
        ledger
            .get()
            .view()
            .request(effect.request().id())
            .map(
                view ->
                    view.state() instanceof RequestState.Open open ? open.budget().attempts() : 0)
            .orElse(0);
    passports.issue(
        effect.candidate().proof().uri(),
        PassportRecord.of(
            effect.request(),
            effect.program(),
            effect.candidate(),
            attempts,
            verdict.publicValuesHash(),
            verdict.evidence(),
            time.now().wall()));
  }

  /** Forgets the passports of proofs that nobody remembers. */
  void tidy() {
    try {
      LedgerView view = ledger.get().view();
      if (!view.whole().isDone()) {
        return; // it does not know yet what it remembers
      }
      passports.forget(proof -> view.requestOfProof(proof).isPresent());
    } catch (IOException
        | RuntimeException e) { // one that left here would end the tidying for ever
      log.atWarn().setCause(e).log("old passports could not be forgotten");
    }
  }

  private static Sha256 digest(ArtifactContent content) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = content.stream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.of(digest.digest());
  }

  private void report(Key key, Verdict verdict) {
    switch (verdict) {
      case Verdict.Right(var hash, _) ->
          submit(new Command.PublishProof(key.request(), key.lease(), hash));
      case Verdict.Wrong(var fault, var detail) -> {
        log.atWarn()
            .addKeyValue("request", key.request())
            .addKeyValue("fault", fault)
            .addKeyValue("detail", detail)
            .log("proof rejected");
        submit(new Command.RejectProof(key.request(), key.lease(), fault, detail));
      }
      case Verdict.Unavailable(var reason) -> {
        log.atWarn()
            .addKeyValue("request", key.request())
            .addKeyValue("reason", reason)
            .log("proof cannot be verified now");
        submit(new Command.VerificationUnavailable(key.request(), key.lease(), reason));
      }
    }
  }

  private void submit(Command<Command.Done> command) {
    if (timer.isShutdown()) {
      return; // the next start verifies again
    }
    var _ =
        ledger
            .get()
            .submit(command)
            .whenComplete(
                (outcome, bug) -> {
                  if (bug != null) {
                    log.atError().setCause(bug).log("ledger broke on a verdict");
                  } else if (outcome instanceof Outcome.Refused<Command.Done>(Refusal.Unavailable _)
                      && !timer.isShutdown()) {
                    var _ =
                        timer.schedule(
                            () -> submit(command), RETRY.toMillis(), TimeUnit.MILLISECONDS);
                  }
                });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdownNow();
  }
}
