package org.hierophant.contemplant.job;

import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.FromWorker;
import org.jspecify.annotations.Nullable;

/**
 * One attempt in memory.
 *
 * <p><b>Thread.</b> Any; its own thread writes the outcome, the link's thread everything else.
 */
final class Attempt {
  private final Cancellation cancellation = new Cancellation();
  private volatile Shelved shelved;
  private volatile boolean forgotten;
  private volatile boolean deliverable;
  private volatile @Nullable Progress progress;
  private @Nullable Thread thread;

  Attempt(Shelved shelved) {
    this.shelved = shelved;
  }

  AttemptKey key() {
    return shelved.key();
  }

  Shelved shelved() {
    return shelved;
  }

  void shelved(Shelved newer) {
    shelved = newer;
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

  /** True once the outcome may be said: a failure at once, a result when the proof is stored. */
  boolean isDeliverable() {
    return deliverable;
  }

  void deliverable() {
    deliverable = true;
  }

  /** True once nobody wants to hear of it any more. */
  boolean isForgotten() {
    return forgotten;
  }

  void forget() {
    forgotten = true;
    cancellation.cancel("no longer wanted");
  }

  @Nullable Progress progress() {
    return progress;
  }

  void progress(Progress newer) {
    progress = newer;
  }

  synchronized boolean isStarted() {
    return thread != null;
  }

  /** False if it was started before. */
  synchronized boolean start(Thread newThread) {
    if (thread != null) {
      return false;
    }
    thread = newThread;
    newThread.start();
    return true;
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
