package org.hierophant.contemplant.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a stream on which nothing arrives for too long, or that is not wanted any more, so that a
 * read of it ends: the JDK's HTTP client has no limit of its own for that.
 *
 * <p><b>Thread.</b> One virtual thread looks several times within the limit, at least once a
 * second.
 */
public final class StallGuard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StallGuard.class);
  private static final Duration LONGEST_LOOK = Duration.ofMillis(500);

  private final InputStream stream;
  private final Duration limit;
  private final BooleanSupplier stop;
  private final Thread thread;
  private volatile long movedAtNanos = System.nanoTime();

  private StallGuard(InputStream stream, Duration limit, BooleanSupplier stop) {
    this.stream = stream;
    this.limit = limit;
    this.stop = stop;
    this.thread = Thread.ofVirtual().name("stall-guard").unstarted(this::watch);
  }

  public static StallGuard of(InputStream stream, Duration limit, BooleanSupplier stop) {
    StallGuard guard = new StallGuard(stream, limit, stop);
    guard.thread.start();
    return guard;
  }

  /** Something arrived. */
  public void moved() {
    movedAtNanos = System.nanoTime();
  }

  private void watch() {
    Duration look = limit.dividedBy(4);
    try {
      while (System.nanoTime() - movedAtNanos < limit.toNanos() && !stop.getAsBoolean()) {
        Thread.sleep(look.compareTo(LONGEST_LOOK) < 0 ? look : LONGEST_LOOK);
      }
      stream.close();
    } catch (InterruptedException _) {
      // the stream was read to its end
    } catch (IOException e) {
      log.atDebug().addKeyValue("reason", e.getMessage()).log("stalled stream does not close");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
