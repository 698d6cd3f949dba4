package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger: one platform thread that decides command after command, makes each batch durable with
 * one fsync, and only then answers, shows and acts.
 *
 * <p><b>Limits.</b> Commands that find the inbox full are refused at once. A batch that cannot be
 * written, or whose decision breaks, changes nothing: memory is read from the journal again, and
 * workers are told to come back, since their connections are known to memory only.
 */
public final class SingleWriter implements Ledger, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SingleWriter.class);
  private static final Duration SWEEP_PERIOD = Duration.ofMillis(250);

  /** A disk that is full now is hardly less full in a moment, and to start over has its price. */
  private static final Duration SWEEP_PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

  /** A few milliseconds of reading. */
  private static final int FINISHED_AT_ONCE = 1_000;

  private static final int LOOKUPS_AT_ONCE = 256;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /**
   * While commands come faster than they are committed, a batch waits this long for company: the
   * fsync costs the same for one command and for ten. Whoever comes alone never waits.
   */
  private static final Duration GATHERING = Duration.ofNanos(500_000);

  private record Envelope<T>(Command<T> command, CompletableFuture<Outcome<T>> answer) {
    Pending<T> decide(LedgerState state, LedgerSettings settings, Moment now) {
      return new Pending<>(Decisions.on(state, settings, command, now), answer);
    }

    void refuse(Refusal refusal) {
      answer.complete(new Outcome.Refused<>(refusal));
    }
  }

  private record Pending<T>(Decision<T> decision, CompletableFuture<Outcome<T>> answer) {
    void complete() {
      answer.complete(decision.outcome());
    }
  }

  private final Journal journal;
  private final Effects effects;
  private final Time time;
  private final LedgerSettings settings;
  private final byte[] seed;
  private final Runnable onDistrust;
  private final BlockingQueue<Envelope<?>> inbox;
  private final MemoryView view;
  private final Thread thread;
  private LedgerState state;
  private long lastSweepNanos;
  private int lastBatchSize;
  private volatile long lastTurnNanos;
  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * Reads the journal but for finished requests, which come, and commands after them, from {@link
   * #start} on.
   *
   * @param seed 32 random bytes
   * @param onDistrust ends the process: the disk lost or may have lost what it was given, or the
   *     ledger's thread broke
   * @throws JournalException if the journal cannot be read
   */
  public SingleWriter(
      Journal journal,
      Effects effects,
      Time time,
      LedgerSettings settings,
      byte[] seed,
      Runnable onDistrust)
      throws JournalException {
    this(KeptLedger.read(journal, time, seed), effects, settings, onDistrust);
  }

  /**
   * Takes over what was read; finished requests are read, and then commands decided, from {@link
   * #start} on.
   *
   * @param onDistrust ends the process: the disk lost or may have lost what it was given, or the
   *     ledger's thread broke
   */
  public SingleWriter(
      KeptLedger kept, Effects effects, LedgerSettings settings, Runnable onDistrust) {
    this.journal = kept.journal();
    this.effects = effects;
    this.time = kept.time();
    this.settings = settings;
    this.seed = kept.seed();
    this.onDistrust = onDistrust;
    this.inbox = new ArrayBlockingQueue<>(settings.inboxCapacity());
    this.state = kept.state();
    this.view = kept.view();
    this.lastTurnNanos = time.now().monotonicNanos();
    this.lastSweepNanos = lastTurnNanos - SWEEP_PERIOD.toNanos();
    this.thread = Thread.ofPlatform().name("ledger").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
    Envelope<T> envelope = new Envelope<>(command, new CompletableFuture<>());
    if (closing) {
      envelope.refuse(new Refusal.Unavailable("the coordinator stops"));
    } else if (!inbox.offer(envelope)) {
      envelope.refuse(
          new Refusal.Unavailable("the ledger is behind by " + settings.inboxCapacity()));
    } else if (ended) {
      refuseRest(); // it came in after the thread had looked for the last time
    }
    return envelope.answer();
  }

  @Override
  public LedgerView view() {
    return view;
  }

  /** False if the thread has ended or was busy with one batch for {@code limit}. */
  public boolean isAlive(Duration limit) {
    return thread.isAlive() && time.now().monotonicNanos() - lastTurnNanos < limit.toNanos();
  }

  private void run() {
    try {
      if (!readFinished()) {
        return;
      }
      state.startClocks(time.now());
      while (!closing || !inbox.isEmpty()) {
        List<Envelope<?>> batch = nextBatch();
        if (!batch.isEmpty()) {
          settle(batch);
        }
        lastTurnNanos = time.now().monotonicNanos();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing took too long
    } catch (JournalException e) {
      log.atError().setCause(e).log("journal no longer trusted, the process ends");
      closing = true;
      onDistrust.run();
    } catch (RuntimeException | Error e) { // a process that refuses everything helps nobody
      log.atError().setCause(e).log("ledger broke, the process ends");
      closing = true;
      onDistrust.run();
    } finally {
      closing = true;
      ended = true;
      refuseRest();
    }
  }

  /**
   * Brings the finished requests back, while open ones are served already; whoever asks for a
   * finished one meanwhile does not wait for all. Commands wait: they may repeat old requests.
   * False if closing came first.
   */
  private boolean readFinished() throws JournalException {
    long start = time.now().monotonicNanos();
    List<RequestView> read = List.of();
    do {
      answerLookups();
      long after = read.isEmpty() ? -1 : read.getLast().sequence();
      read = journal.finished(after, FINISHED_AT_ONCE);
      state.restoreFinished(read, time.now());
      view.publish(state);
      lastTurnNanos = time.now().monotonicNanos();
    } while (!read.isEmpty() && !closing);
    if (!read.isEmpty()) {
      return false;
    }
    state.sortFinals();
    view.becomeWhole();
    log.atInfo()
        .addKeyValue("finished", state.finals().size())
        .addKeyValue("open", state.openCount())
        .addKeyValue("millis", (time.now().monotonicNanos() - start) / 1_000_000)
        .log("journal read");
    return true;
  }

  private void answerLookups() throws JournalException {
    Set<RequestId> wanted = view.lookups().waiting(LOOKUPS_AT_ONCE);
    if (!wanted.isEmpty()) {
      view.lookups().answer(wanted, journal.finished(wanted));
    }
  }

  /** Waits for commands, no longer than until the next sweep, which then is one of them. */
  private List<Envelope<?>> nextBatch() throws InterruptedException {
    List<Envelope<?>> batch = new ArrayList<>();
    long untilSweep = SWEEP_PERIOD.toNanos() - (time.now().monotonicNanos() - lastSweepNanos);
    Envelope<?> first =
        inbox.poll(Math.clamp(untilSweep, 0, SWEEP_PERIOD.toNanos()), TimeUnit.NANOSECONDS);
    if (first != null) {
      if (lastBatchSize > 1) {
        LockSupport.parkNanos(GATHERING.toNanos());
      }
      batch.add(first);
      inbox.drainTo(batch, settings.maxBatch() - 1);
    }
    lastBatchSize = batch.size();
    long now = time.now().monotonicNanos();
    if (now - lastSweepNanos >= SWEEP_PERIOD.toNanos()) {
      lastSweepNanos = now;
      batch.add(new Envelope<>(new Command.Sweep(), new CompletableFuture<>()));
    }
    return batch;
  }

  /** One batch: decide and apply in memory, commit once, and only then show, answer and act. */
  private void settle(List<Envelope<?>> batch) throws JournalException {
    Moment now = time.now();
    List<Pending<?>> decided = new ArrayList<>(batch.size());
    List<Event.Durable> durable = new ArrayList<>();
    for (Envelope<?> envelope : batch) {
      try {
        Pending<?> pending = envelope.decide(state, settings, now);
        decided.add(pending);
        durable.addAll(pending.decision().durable());
      } catch (RuntimeException bug) {
        log.atError().addKeyValue("command", name(envelope)).setCause(bug).log("decision broke");
        envelope.answer().completeExceptionally(bug);
        startOver(batch, "a decision broke");
        return;
      }
    }
    if (!durable.isEmpty()) {
      try {
        journal.commit(durable);
      } catch (RuntimeException | Error e) {
        refuse(batch, "the journal broke");
        throw e;
      } catch (JournalException e) {
        if (e.isFatal()) {
          refuse(batch, "the journal cannot be written");
          throw e;
        }
        log.atWarn().addKeyValue("reason", e.getMessage()).log("journal cannot be written now");
        startOver(batch, "the journal cannot be written now: " + e.getMessage());
        return;
      }
    }
    view.publish(state);
    decided.forEach(Pending::complete);
    decided.forEach(pending -> pending.decision().effects().forEach(this::act));
  }

  private static String name(Envelope<?> envelope) {
    return envelope.command().getClass().getSimpleName();
  }

  private void act(Effect effect) {
    try {
      effects.run(effect);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError bug) { // no thread to be had
      log.atError()
          .addKeyValue("effect", effect.getClass().getSimpleName())
          .setCause(bug)
          .log("effect broke");
    }
  }

  /** Memory ran ahead of the disk: forget it, and whom it knew. */
  private void startOver(List<Envelope<?>> batch, String reason) throws JournalException {
    List<LiveWorker> known = List.copyOf(state.liveWorkers());
    lastSweepNanos =
        time.now().monotonicNanos() + SWEEP_PAUSE_AFTER_FAILURE.minus(SWEEP_PERIOD).toNanos();
    state = new LedgerState(journal.load(), seed, time.now());
    view.replace(state);
    refuse(batch, reason);
    for (LiveWorker worker : known) {
      if (worker.isConnected()) {
        act(
            new Effect.CloseConnection(
                worker.id(), worker.generation(), Effect.CloseCode.RESTART, reason));
      }
    }
  }

  /** Those that were answered before keep their answer. */
  private static void refuse(List<Envelope<?>> batch, String reason) {
    batch.forEach(envelope -> envelope.refuse(new Refusal.Unavailable(reason)));
  }

  private void refuseRest() {
    List<Envelope<?>> rest = new ArrayList<>();
    inbox.drainTo(rest);
    refuse(rest, "the coordinator stops");
  }

  /** Decides what is in the inbox, refuses what comes later, and closes the journal. */
  @Override
  public void close() throws JournalException {
    closing = true;
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
        thread.join(CLOSE_LIMIT);
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    refuseRest();
    journal.close();
  }
}
