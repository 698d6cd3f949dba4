package org.hierophant.contemplant.prover.server;

/** One proof to be made on a lent server. */
public interface ServerProof {
  /** Says that work on it begins. */
  void begin();

  /**
   * The server's log has one more line.
   *
   * <p><b>Thread.</b> That of the log, beside {@link #run}.
   */
  void line(String text);

  /** Makes it. */
  Ending run() throws InterruptedException;
}
