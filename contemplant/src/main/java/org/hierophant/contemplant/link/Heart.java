package org.hierophant.contemplant.link;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.wire.FromWorker;

/**
 * Says on one connection that the worker lives, from a platform thread of its own: neither proving
 * nor a full pool of carriers delays it. After a pause of the whole machine it says so once.
 */
final class Heart implements AutoCloseable {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heart").daemon().priority(Thread.MAX_PRIORITY).factory());
  private final AtomicLong sequence = new AtomicLong();
  private final Connection connection;
  private final Supplier<List<ProverReport>> provers;

  private Heart(Connection connection, Supplier<List<ProverReport>> provers) {
    this.connection = connection;
    this.provers = provers;
  }

  /**
   * @param provers told with each beat; must not wait
   */
  static Heart start(
      Connection connection,
      Duration interval,
      Duration probeInterval,
      Supplier<List<ProverReport>> provers) {
    Heart heart = new Heart(connection, provers);
    heart.every(interval, Duration.ZERO, heart::beat);
    heart.every(probeInterval, probeInterval, connection::probe);
    return heart;
  }

  private void every(Duration interval, Duration first, Runnable action) {
    var _ =
        thread.scheduleWithFixedDelay(
            action, first.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void beat() {
    connection.say(new FromWorker.Heartbeat(sequence.incrementAndGet(), provers.get()));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
