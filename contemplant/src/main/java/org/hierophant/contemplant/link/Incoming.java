package org.hierophant.contemplant.link;

import org.hierophant.network.wire.ToWorker;

/** What a connection can bring next. */
sealed interface Incoming {
  record Message(ToWorker message) implements Incoming {}

  record Ended(Ending ending) implements Incoming {}
}
