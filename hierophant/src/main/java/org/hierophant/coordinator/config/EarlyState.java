package org.hierophant.coordinator.config;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.ledger.Journal;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.KeptLedger;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.ledger.sqlite.SqliteJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state directory, and what its journal holds, read on a thread of its own while the rest of
 * the coordinator starts: a long history takes as long as Spring takes for its half.
 */
final class EarlyState implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EarlyState.class);
  private static final int SEED_BYTES = 32;

  private record Opened(Journal journal, KeptLedger ledger) {}

  private final OwnedDirectory directory;
  private final Time time = new SystemTime();
  private final FutureTask<Opened> opening;
  private boolean given;

  private EarlyState(OwnedDirectory directory) {
    this.directory = directory;
    this.opening = new FutureTask<>(this::open);
  }

  /**
   * Claims the directory and begins to read.
   *
   * @throws IOException if the directory cannot be used; the message is one line for the operator
   */
  static EarlyState begin(HierophantProperties properties) throws IOException {
    EarlyState state =
        new EarlyState(OwnedDirectory.claim(properties.stateDirectory(), "state_directory"));
    Thread.ofPlatform().name("journal-load").daemon().start(state.opening);
    return state;
  }

  private Opened open() throws JournalException {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    Journal journal = SqliteJournal.open(directory.path());
    try {
      return new Opened(journal, KeptLedger.read(journal, time, seed));
    } catch (JournalException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  OwnedDirectory directory() {
    return directory;
  }

  Time time() {
    return time;
  }

  /**
   * Waits until all is read, as long as that takes: nothing can be served without it. Whoever takes
   * it closes its journal.
   *
   * @throws JournalException if the journal cannot be used; the message is one line for the
   *     operator
   */
  synchronized KeptLedger takeLedger() throws JournalException {
    KeptLedger ledger = opened().ledger();
    given = true;
    return ledger;
  }

  private Opened opened() throws JournalException {
    try {
      return opening.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JournalException cause) {
        throw cause;
      }
      throw new IllegalStateException("the journal could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the journal was read", e);
    }
  }

  /** Gives up the directory, and the journal unless somebody took it; may be called twice. */
  @Override
  public synchronized void close() throws IOException, JournalException {
    try (directory) {
      if (!given) {
        given = true;
        closeJournal();
      }
    }
  }

  private void closeJournal() throws JournalException {
    Opened opened;
    try {
      opened = opened();
    } catch (JournalException e) {
      log.atDebug().setCause(e).log("there is no journal to close"); // whoever asked was told
      return;
    }
    opened.journal().close();
  }
}
