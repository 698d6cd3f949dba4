package org.hierophant.contemplant.prover.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.hierophant.contemplant.prover.process.ChildLog;

/**
 * A server that was started.
 *
 * <p><b>Thread.</b> Any.
 */
public interface RunningServer<C extends Closeable> {
  /**
   * Tries to reach it.
   *
   * @param left no longer than this
   * @throws IOException if it does not answer, or not as one that is ready
   * @throws ProtocolException if it never will be
   */
  C connect(Duration left) throws IOException, InterruptedException;

  /** What it prints; of a server of someone else, nothing. */
  ChildLog log();

  boolean isAlive();

  /** How it ended, for people. */
  String ending();

  /**
   * Ends it, kindly for {@code grace}. When this returns nothing of it runs, whatever interrupts.
   */
  void stop(Duration grace);
}
