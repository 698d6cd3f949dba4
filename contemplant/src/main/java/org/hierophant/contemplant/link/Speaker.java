package org.hierophant.contemplant.link;

import org.hierophant.network.wire.FromWorker;

/** Where messages to the coordinator go. */
@FunctionalInterface
public interface Speaker {
  /**
   * Queues a message on the present connection; never blocks. False if there is none or it does not
   * take more: what matters is said again on the next one.
   */
  boolean say(FromWorker message);
}
