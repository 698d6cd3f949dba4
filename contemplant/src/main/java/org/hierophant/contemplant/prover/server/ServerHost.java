package org.hierophant.contemplant.prover.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Who runs the server: this worker as a child process, an engine as a container, or someone else.
 */
public interface ServerHost<C extends Closeable> {
  /**
   * What keeps it from being started, e.g. that it is not there or has the wrong version; empty if
   * nothing does.
   */
  Optional<String> problem() throws IOException, InterruptedException;

  /**
   * Starts it. It listens some time later, or dies before.
   *
   * @throws IOException if it cannot be started
   */
  RunningServer<C> start() throws IOException, InterruptedException;
}
