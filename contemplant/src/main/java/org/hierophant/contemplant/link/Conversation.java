package org.hierophant.contemplant.link;

import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;

/**
 * What the worker has to say and how it answers.
 *
 * <p><b>Thread.</b> All methods are called on the link's thread, one at a time.
 */
public interface Conversation {
  /** Returns once there is something to offer a coordinator; asked before each dialling. */
  default void awaitReady() throws InterruptedException {}

  /** The first message of a connection. */
  FromWorker.Hello hello();

  /** The connection is accepted: drop what is not kept, say again what is not settled. */
  void welcomed(ToWorker.Welcome welcome);

  void heard(ToWorker.OfAttempt message);

  /** The coordinator asks to finish and leave. */
  void drain(String reason);
}
