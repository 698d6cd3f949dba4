package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Forces a file to the disk in the background while it is written, so that little is left for the
 * end. It is kind to others as well: a great deal forced at once holds up every commit of the
 * journal on the same disk.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class SteadyForce {
  private static final long STEP_BYTES = 64 << 20;

  private final FileChannel channel;
  private long nextBytes = STEP_BYTES;
  private @Nullable FutureTask<Void> running;

  SteadyForce(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Forces what is written so far if that is worth it and nothing is being forced.
   *
   * @throws IOException if what was written earlier may be lost
   */
  void written(long totalBytes) throws IOException {
    if (totalBytes < nextBytes || running != null && !running.isDone()) {
      return;
    }
    await();
    nextBytes = totalBytes + STEP_BYTES;
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              channel.force(false);
              return null;
            });
    running = task;
    Thread.ofVirtual().name("force").start(task);
  }

  /**
   * Forces everything; returns once it is safe.
   *
   * @throws IOException if it is not, or if it was not earlier: the system tells that only once
   */
  void finish() throws IOException {
    await();
    channel.force(true);
  }

  private void await() throws IOException {
    FutureTask<Void> task = running;
    if (task == null) {
      return;
    }
    try {
      task.get(); // no deadline: a disk takes the time it takes
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a file was forced", e);
    }
    running = null;
  }
}
