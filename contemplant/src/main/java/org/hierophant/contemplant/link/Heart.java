package org.hierophant.contemplant.link;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hierophant.network.wire.FromWorker;

/**
 * Says on one connection that the worker lives, from a platform thread of its own: neither proving
 * nor a full pool of carriers delays it.
 */
final class Heart implements AutoCloseable {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heart").daemon().priority(Thread.MAX_PRIORITY).factory());
  private final AtomicLong sequence = new AtomicLong();

  private Heart() {}

  static Heart start(Speaker speaker, Duration interval) {
    Heart heart = new Heart();
    var _ =
        heart.thread.scheduleAtFixedRate(
            () -> speaker.say(new FromWorker.Heartbeat(heart.sequence.incrementAndGet())),
            0,
            interval.toNanos(),
            TimeUnit.NANOSECONDS);
    return heart;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
