package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ProverReport.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether the cluster is there, and takes back what nobody wants any more:
 * proofs whose attempt is gone, be it done, dropped, or lost with an earlier life of this worker.
 *
 * <p><b>Thread.</b> One of its own; any may ask.
 */
final class ClusterWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterWatch.class);

  private final String name;
  private final ClusterParts parts;
  private final Runnable changed;
  private final Set<Path> busy = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean usable;

  /** Not there for so long that it is no longer waited for. */
  private volatile boolean givenUp;

  private volatile String trouble = "it has not been asked yet";

  ClusterWatch(String name, ClusterParts parts, Runnable changed) {
    this.name = name;
    this.parts = parts;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  boolean isUsable() {
    return usable;
  }

  /** For people. */
  ProverState state() {
    Condition condition =
        usable ? Condition.USABLE : givenUp ? Condition.BROKEN : Condition.STARTING;
    return new ProverState(name, condition, trouble, List.of());
  }

  /** What is worked on is left alone. */
  void working(Path attempt) {
    busy.add(attempt.toAbsolutePath());
  }

  void worked(Path attempt) {
    busy.remove(attempt.toAbsolutePath());
  }

  private void watch() {
    long lastSeen = System.nanoTime();
    boolean reached = true;
    try {
      do {
        try {
          parts.connection().check();
          parts.artifacts().ping();
          lastSeen = System.nanoTime();
          reached = true;
          trouble = "";
          givenUp = false;
          use(true);
          sweep();
        } catch (IOException e) {
          if (reached) {
            log.atWarn()
                .addKeyValue("prover", name)
                .addKeyValue("reason", e.getMessage())
                .log("cluster is not there");
          }
          reached = false;
          trouble = String.valueOf(e.getMessage());
          if (System.nanoTime() - lastSeen > parts.limits().outage().toNanos()) {
            givenUp = true;
            use(false);
          }
        }
      } while (!closed.await(parts.limits().health().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed; this thread ends
    }
  }

  private void use(boolean now) {
    if (usable != now) {
      usable = now;
      log.atInfo()
          .addKeyValue("prover", name)
          .addKeyValue("usable", now)
          .log("cluster's usability changed");
      changed.run();
    }
  }

  /**
   * @throws UnreachableException if the cluster went away: what is left is for the next time
   */
  private void sweep() throws IOException, InterruptedException {
    for (Submission one : parts.submissions().all()) {
      if (!busy.contains(one.attempt()) && Files.notExists(one.attempt())) {
        parts.connection().cancel(one.proof());
        parts.artifacts().remove(ArtifactType.STDIN, one.stdin());
        parts.artifacts().remove(ArtifactType.PROOF, one.output());
        parts.submissions().remove(one);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
