package org.hierophant.contemplant.job;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.link.Speaker;
import org.hierophant.network.wire.FromWorker;

/** Hears what a worker says. */
final class RecordingSpeaker implements Speaker {
  private final BlockingQueue<FromWorker> heard = new LinkedBlockingQueue<>();

  @Override
  public boolean say(FromWorker message) {
    return heard.add(message);
  }

  /** The next message of one kind, waited for; others are passed over. */
  <T extends FromWorker> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      FromWorker message = heard.poll(10, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the worker did not say a " + kind.getSimpleName());
      }
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  /** True if a message of this kind was said and not yet passed over. */
  boolean hasHeard(Class<? extends FromWorker> kind) {
    return heard.stream().anyMatch(kind::isInstance);
  }
}
