package org.hierophant.contemplant.prover.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hierophant.network.domain.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server, our one connection to it, and the programs it knows on it.
 *
 * <p><b>Limits.</b> {@value #MAX_KEYS} programs: each costs the server a copy of its ELF.
 *
 * <p><b>Thread.</b> One holds it at a time; what waits for the server runs on a thread of its own,
 * so that its holder can look after other things. Any may end it.
 */
public final class Session<C extends Closeable> {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final int MAX_KEYS = 4;
  private static final Duration IO_END_LIMIT = Duration.ofSeconds(5);

  private final RunningServer<C> server;
  private final ExecutorService io;
  private C connection;
  private boolean ended;

  /** Least recently used first. */
  private final LinkedHashSet<Bytes32> keys = new LinkedHashSet<>();

  Session(String name, RunningServer<C> server, C connection) {
    this.server = server;
    this.connection = connection;
    this.io =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("prover-io-" + name).factory());
  }

  RunningServer<C> server() {
    return server;
  }

  public synchronized C connection() {
    return connection;
  }

  /**
   * Leaves the connection, on which half a question was told, for another, on which no program is
   * known.
   *
   * @throws IOException if there is none to be had; then the session is of no use any more
   */
  public void reconnect(Duration limit) throws IOException, InterruptedException {
    connection().close();
    C fresh = server.connect(limit);
    synchronized (this) {
      if (!ended) {
        connection = fresh;
        keys.clear();
        return;
      }
    }
    fresh.close();
    throw new IOException("the server is being ended");
  }

  <T> Future<T> submit(Callable<T> exchange) {
    return io.submit(exchange);
  }

  /** True if the program is known; then it is the most recently used. */
  public boolean knows(Bytes32 key) {
    return keys.remove(key) && keys.add(key);
  }

  public void learned(Bytes32 key) {
    keys.add(key);
  }

  /** How many programs are known. */
  public int known() {
    return keys.size();
  }

  /** The program to forget before another is made known, if there are too many; forgotten here. */
  public Optional<Bytes32> evict() {
    if (keys.size() < MAX_KEYS) {
      return Optional.empty();
    }
    Iterator<Bytes32> oldest = keys.iterator();
    Bytes32 key = oldest.next();
    oldest.remove();
    return Optional.of(key);
  }

  /** Ends connection and server; when this returns nothing of them runs. */
  void end(Duration grace) {
    C left;
    synchronized (this) {
      ended = true;
      left = connection;
    }
    try {
      left.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("connection to a prover did not close well");
    }
    io.shutdownNow();
    server.stop(grace);
    boolean interrupted = Thread.interrupted();
    try {
      if (!io.awaitTermination(IO_END_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        log.atError().log("thread of a prover's connection does not end");
      }
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
