package org.hierophant.coordinator.ledger;

/**
 * A journal and what must be read from it before anything can be served: all but the finished
 * requests, which a {@link SingleWriter} reads once it is started.
 *
 * <p><b>Thread.</b> Read on any one thread, then handed to one {@link SingleWriter}.
 */
public final class KeptLedger {
  private final Journal journal;
  private final Time time;
  private final byte[] seed;
  private final LedgerState state;
  private final MemoryView view;

  private KeptLedger(Journal journal, Time time, byte[] seed) throws JournalException {
    this.journal = journal;
    this.time = time;
    this.seed = seed.clone();
    this.state = new LedgerState(journal.loadOpen(), seed, time.now());
    this.view = new MemoryView();
    view.publish(state);
  }

  /**
   * Reads the journal, which stays the caller's if that fails.
   *
   * @param seed 32 random bytes
   */
  public static KeptLedger read(Journal journal, Time time, byte[] seed) throws JournalException {
    return new KeptLedger(journal, time, seed);
  }

  Journal journal() {
    return journal;
  }

  Time time() {
    return time;
  }

  byte[] seed() {
    return seed.clone();
  }

  LedgerState state() {
    return state;
  }

  MemoryView view() {
    return view;
  }
}
