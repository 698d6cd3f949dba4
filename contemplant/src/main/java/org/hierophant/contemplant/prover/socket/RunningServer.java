package org.hierophant.contemplant.prover.socket;

import java.nio.file.Path;
import java.time.Duration;
import org.hierophant.contemplant.prover.process.ChildLog;

/**
 * A server that was started.
 *
 * <p><b>Thread.</b> Any.
 */
public interface RunningServer {
  Path socket();

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
