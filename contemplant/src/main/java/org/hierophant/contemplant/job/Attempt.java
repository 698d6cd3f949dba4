package org.hierophant.contemplant.job;

import java.io.IOException;
import java.util.Optional;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.FromWorker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt: what memory and disk say of it, changed together.
 *
 * <p>A disk that refuses an outcome does not lose it: it is said from memory, and made again only
 * if the worker dies before it was heard.
 *
 * <p><b>Thread.</b> Any; a change waits for the disk.
 */
final class Attempt {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private final AttemptShelf shelf;
  private final Cancellation cancellation = new Cancellation();
  private volatile Shelved shelved;
  private volatile boolean forgotten;
  private volatile boolean deliverable;
  private volatile @Nullable Progress progress;
  private volatile @Nullable Executed executed;
  private @Nullable Thread thread;

  Attempt(AttemptShelf shelf, Shelved shelved) {
    this.shelf = shelf;
    this.shelved = shelved;
  }

  AttemptKey key() {
    return shelved.key();
  }

  Shelved shelved() {
    return shelved;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  boolean hasProof() {
    return shelved.outcome().orElse(null) instanceof FromWorker.Result;
  }

  boolean isFinished() {
    return shelved.outcome().isPresent();
  }

  /** True while there is a proof that somebody wants. */
  boolean isProofWanted() {
    return hasProof() && !forgotten;
  }

  /** Notes on disk that work on it begins once more. */
  synchronized Shelved begin() throws IOException {
    shelved = shelf.begin(shelved);
    return shelved;
  }

  /** Keeps how it ended, unless that is known already; false if it is, or of no interest. */
  synchronized boolean finish(FromWorker.OfAttempt outcome) {
    if (forgotten || isFinished()) {
      return false;
    }
    keep(outcome);
    return true;
  }

  /** Keeps another end in place of the one that is known. */
  synchronized void replace(FromWorker.OfAttempt outcome) {
    if (!forgotten) {
      keep(outcome);
    }
  }

  private void keep(FromWorker.OfAttempt outcome) {
    try {
      shelved = shelf.finish(shelved, outcome);
    } catch (IOException e) {
      log.atError()
          .addKeyValue("request", key().request())
          .addKeyValue("reason", e.getMessage())
          .log("outcome cannot be kept on disk, only in memory");
      shelved = shelved.endedBy(outcome);
    }
  }

  /** Nobody wants to hear of it any more: stops it and takes it from the disk. */
  synchronized void forget() {
    forgotten = true;
    cancellation.cancel("no longer wanted");
    try {
      shelf.remove(shelved);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("request", key().request())
          .addKeyValue("reason", e.getMessage())
          .log("settled attempt could not be removed from disk");
    }
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** True once the outcome may be said: a failure at once, a result when the proof is stored. */
  boolean isDeliverable() {
    return deliverable;
  }

  void deliverable() {
    deliverable = true;
  }

  @Nullable Progress progress() {
    return progress;
  }

  void progress(Progress newer) {
    progress = newer;
  }

  Optional<Executed> executed() {
    return Optional.ofNullable(executed);
  }

  void executed(Executed found) {
    executed = found;
  }

  synchronized boolean isStarted() {
    return thread != null;
  }

  /** Only the first call starts anything. */
  synchronized void start(Thread newThread) {
    if (thread == null) {
      newThread.start(); // which may fail, where there is no thread to be had
      thread = newThread;
    }
  }

  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  synchronized @Nullable Thread thread() {
    return thread;
  }
}
