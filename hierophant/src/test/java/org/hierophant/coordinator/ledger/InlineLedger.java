package org.hierophant.coordinator.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ledger without its thread: it settles what waits whenever {@link #turn} is called, exactly as
 * {@link SingleWriter} settles a batch. A kill is to forget it; what was committed is in its
 * journal.
 *
 * <p><b>Limits.</b> Commands that find the inbox full are refused.
 *
 * <p><b>Thread.</b> {@link #submit} from any; everything else from the one that made it. A command
 * of that thread is settled before {@code submit} returns, unless the ledger stalls or is just
 * settling another.
 */
public final class InlineLedger implements Ledger {
  private record Envelope<T>(Command<T> command, CompletableFuture<Outcome<T>> answer) {
    Pending<T> decide(LedgerState state, LedgerSettings settings, Moment now) {
      return new Pending<>(Decisions.on(state, settings, command, now), answer);
    }

    void refuse(String reason) {
      answer.complete(new Outcome.Refused<>(new Refusal.Unavailable(reason)));
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
  private final Runnable onSubmit;
  private final BlockingQueue<Envelope<?>> inbox;
  private final AtomicLong submissions = new AtomicLong();
  private final MemoryView view = new MemoryView();
  private final Thread owner = Thread.currentThread();
  private LedgerState state;
  private boolean stalled;
  private boolean settling;

  /**
   * @param onSubmit told of every command of another thread
   * @throws JournalException if the journal cannot be read
   */
  public InlineLedger(
      Journal journal,
      Effects effects,
      Time time,
      LedgerSettings settings,
      byte[] seed,
      Runnable onSubmit)
      throws JournalException {
    this.journal = journal;
    this.effects = effects;
    this.time = time;
    this.settings = settings;
    this.seed = seed.clone();
    this.onSubmit = onSubmit;
    this.inbox = new LinkedBlockingQueue<>(settings.inboxCapacity());
    this.state = new LedgerState(journal.load(), seed, time.now());
    view.publish(state);
    view.becomeWhole();
  }

  @Override
  public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
    Envelope<T> envelope = new Envelope<>(command, new CompletableFuture<>());
    if (!inbox.offer(envelope)) {
      envelope.refuse("the ledger is behind by " + settings.inboxCapacity());
    }
    submissions.incrementAndGet();
    if (Thread.currentThread() == owner) {
      turn();
    } else {
      onSubmit.run();
    }
    return envelope.answer();
  }

  @Override
  public LedgerView view() {
    return view;
  }

  /** Commands ever submitted. */
  public long submissions() {
    return submissions.get();
  }

  public boolean isStalled() {
    return stalled;
  }

  /** Commands wait until {@link #resume}, as behind an fsync that takes its time. */
  public void stall() {
    stalled = true;
  }

  /** What has waited is one batch. */
  public void resume() {
    stalled = false;
    turn();
  }

  /** Lets time act. */
  public void sweep() {
    if (!stalled) {
      var _ = submit(new Command.Sweep());
    }
  }

  /** Settles what waits. */
  public void turn() {
    if (settling || stalled) {
      return;
    }
    settling = true;
    try {
      List<Envelope<?>> batch = new ArrayList<>();
      while (inbox.drainTo(batch, settings.maxBatch()) > 0) {
        settle(batch);
        batch.clear();
      }
    } finally {
      settling = false;
    }
  }

  private void settle(List<Envelope<?>> batch) {
    Moment now = time.now();
    List<Pending<?>> decided = new ArrayList<>(batch.size());
    List<Event.Durable> durable = new ArrayList<>();
    for (Envelope<?> envelope : batch) {
      Pending<?> pending = envelope.decide(state, settings, now);
      decided.add(pending);
      durable.addAll(pending.decision().durable());
    }
    if (!durable.isEmpty()) {
      try {
        journal.commit(durable);
      } catch (JournalException e) {
        startOver(batch, "the journal cannot be written now: " + e.getMessage());
        return;
      }
    }
    view.publish(state);
    decided.forEach(Pending::complete);
    decided.forEach(pending -> pending.decision().effects().forEach(effects::run));
  }

  private void startOver(List<Envelope<?>> batch, String reason) {
    List<LiveWorker> known = List.copyOf(state.liveWorkers());
    try {
      state = new LedgerState(journal.load(), seed, time.now());
    } catch (JournalException e) {
      throw new IllegalStateException("the journal can be read in every test", e);
    }
    view.replace(state);
    batch.forEach(envelope -> envelope.refuse(reason));
    for (LiveWorker worker : known) {
      if (worker.isConnected()) {
        effects.run(
            new Effect.CloseConnection(
                worker.id(), worker.generation(), Effect.CloseCode.RESTART, reason));
      }
    }
  }
}
