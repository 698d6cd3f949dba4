package org.hierophant.contemplant.link;

import java.util.List;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;

/**
 * What the worker has to say and how it answers.
 *
 * <p><b>Thread.</b> All methods but {@link #provers} are called on the link's thread, one at a
 * time.
 */
public interface Conversation {
  /** Returns once there is something to tell a coordinator; asked before each dialling. */
  default void awaitReady() throws InterruptedException {}

  /** The first message of a connection. */
  FromWorker.Hello hello();

  /** How the provers do, for a heartbeat; called on any thread, and waits for nothing. */
  default List<ProverReport> provers() {
    return List.of();
  }

  /** The connection is accepted: drop what is not kept, say again what is not settled. */
  void welcomed(ToWorker.Welcome welcome);

  void heard(ToWorker.OfAttempt message);

  /** The coordinator asks to finish and leave. */
  void drain(String reason);
}
