package org.hierophant.contemplant.prover.server;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.network.domain.ProverReport.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one server running and lends it, one borrower at a time.
 *
 * <p><b>States.</b> Starting, until it listens; ready; lent; then ready again if all went well, and
 * started anew if not. {@value #BROKEN_AFTER} failures in a row, of starts or of proofs, make it
 * broken: nobody waits for it, and it is tried again ever more seldom.
 *
 * <p><b>Thread.</b> A platform thread of its own starts it; any may borrow.
 */
final class ServerKeeper<C extends Closeable> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerKeeper.class);
  private static final int BROKEN_AFTER = 3;
  private static final long LOOK_MILLIS = 50;
  private static final int LOG_CHARS = 2_000;

  private final String name;
  private final ServerHost<C> host;
  private final ServerLimits limits;
  private final Runnable changed;
  private final Thread thread;

  private @Nullable Session<C> session;
  private boolean lent;
  private boolean closed;
  private boolean usable;
  private boolean broken;

  /** In a row, until it listens. */
  private int failedStarts;

  /** In a row, until a proof is made: also of a server that dies by itself. */
  private int failedRuns;

  private String trouble = "it has not started yet";

  /**
   * @param changed runs when {@link #isUsable} changes
   */
  ServerKeeper(String name, ServerHost<C> host, ServerLimits limits, Runnable changed) {
    this.name = name;
    this.host = host;
    this.limits = limits;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name("prover-" + name).unstarted(this::keep);
  }

  void start() {
    thread.start();
  }

  /** True from the first successful start on, except while broken. */
  synchronized boolean isUsable() {
    return usable;
  }

  /** For people. */
  synchronized ProverState state() {
    Condition condition =
        usable ? Condition.USABLE : broken ? Condition.BROKEN : Condition.STARTING;
    boolean well = usable && failedStarts == 0 && failedRuns == 0;
    return new ProverState(name, condition, well ? "" : trouble, List.of());
  }

  /** What happened to someone who wants to borrow it. */
  sealed interface Loan<C extends Closeable> {
    record Lent<C extends Closeable>(Session<C> session) implements Loan<C> {}

    record Broken<C extends Closeable>(String trouble) implements Loan<C> {}

    record Cancelled<C extends Closeable>() implements Loan<C> {}

    record TooLate<C extends Closeable>() implements Loan<C> {}
  }

  /** Waits for the server. */
  synchronized Loan<C> borrow(Cancellation cancellation, long endNanos)
      throws InterruptedException {
    while (true) {
      if (cancellation.isCancelled()) {
        return new Loan.Cancelled<>();
      }
      Session<C> present = session;
      if (present != null && !lent && !broken && present.server().isAlive()) {
        lent = true;
        return new Loan.Lent<>(present);
      }
      if (closed || broken) {
        return new Loan.Broken<>(trouble);
      }
      if (System.nanoTime() - endNanos >= 0) {
        return new Loan.TooLate<>();
      }
      TimeUnit.MILLISECONDS.timedWait(this, LOOK_MILLIS);
    }
  }

  /**
   * Gives it back in good order.
   *
   * @param proved whether it made a proof, so that earlier failures are forgotten
   */
  synchronized void giveBack(boolean proved) {
    lent = false;
    if (proved) {
      failedRuns = 0;
    }
    notifyAll();
  }

  /**
   * Gives it back to be started anew. When this returns nothing of it runs.
   *
   * @param failed null if it is not to blame, as when it was cancelled
   */
  void discard(Duration grace, @Nullable String failed) {
    Session<C> ended;
    synchronized (this) {
      ended = session;
    }
    try {
      if (ended != null) {
        ended.end(grace);
      }
    } catch (RuntimeException | Error e) { // what is not let go of here is never lent again
      log.atError().addKeyValue("prover", name).setCause(e).log("ending a prover broke");
    }
    if (failed != null) {
      failed(failed, 0, 1); // before the next one can be up
    }
    synchronized (this) {
      session = null;
      lent = false;
      notifyAll();
    }
  }

  private void failed(String why, int starts, int runs) {
    boolean tell;
    synchronized (this) {
      trouble = why;
      failedStarts += starts;
      failedRuns += runs;
      broken = broken || failedStarts >= BROKEN_AFTER || failedRuns >= BROKEN_AFTER;
      tell = usable && broken;
      usable = usable && !broken;
      notifyAll();
    }
    if (tell) {
      log.atError().addKeyValue("prover", name).addKeyValue("reason", why).log("prover is broken");
      changed.run();
    }
  }

  private void keep() {
    try {
      while (!isClosed()) {
        Optional<String> problem = bringUp();
        if (problem.isPresent() && isClosed()) {
          return;
        } else if (problem.isPresent()) {
          log.atWarn()
              .addKeyValue("prover", name)
              .addKeyValue("reason", problem.get())
              .log("prover did not start");
          failed(problem.get(), 1, 0);
        } else {
          isUp();
          awaitLoss();
        }
        pause();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Broken or not: what starts and listens is worth another try. */
  private void isUp() {
    boolean tell;
    synchronized (this) {
      failedStarts = 0;
      broken = false;
      tell = !usable;
      usable = true;
      notifyAll();
    }
    log.atInfo().addKeyValue("prover", name).log("prover is ready");
    if (tell) {
      changed.run();
    }
  }

  /** Empty once it listens, else what is wrong. */
  private Optional<String> bringUp() throws InterruptedException {
    try {
      return startAndConnect();
    } catch (RuntimeException | Error e) { // a keeper that ends would keep nothing
      log.atError().addKeyValue("prover", name).setCause(e).log("starting a prover broke");
      return Optional.of("bug: " + e);
    }
  }

  private Optional<String> startAndConnect() throws InterruptedException {
    RunningServer<C> server = null;
    try {
      Optional<String> problem = host.problem();
      if (problem.isPresent()) {
        return problem;
      }
      server = host.start();
      C connection = connect(server);
      synchronized (this) {
        if (!closed) {
          session = new Session<>(name, server, connection);
          server = null; // the session's from now on
          return Optional.empty();
        }
      }
      connection.close();
      return Optional.of("closed");
    } catch (IOException e) {
      String said = server == null ? "" : said(server.log());
      return Optional.of(e.getMessage() + said);
    } finally {
      if (server != null) {
        server.stop(limits.cancelGrace());
      }
    }
  }

  private static String said(ChildLog output) {
    String tail = output.tail(LOG_CHARS);
    return tail.isEmpty() ? "" : "; it printed last: " + tail;
  }

  private C connect(RunningServer<C> server) throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.start().toNanos();
    while (true) {
      try {
        return server.connect(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      } catch (ProtocolException e) {
        throw e; // it answers, and will not say anything else
      } catch (IOException e) {
        if (!server.isAlive()) {
          throw new IOException("it ended while it started: " + server.ending(), e);
        }
        if (System.nanoTime() - end >= 0) {
          throw new IOException(
              "it does not listen after %d s: %s"
                  .formatted(limits.start().toSeconds(), e.getMessage()),
              e);
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Returns once there is nothing to lend any more. */
  private void awaitLoss() throws InterruptedException {
    while (true) {
      String ending;
      synchronized (this) {
        Session<C> present = session;
        if (present == null || closed) {
          return;
        }
        if (lent || present.server().isAlive()) {
          TimeUnit.MILLISECONDS.timedWait(this, LOOK_MILLIS * 4);
          continue;
        }
        lent = true; // by this thread, to end it
        ending = present.server().ending() + said(present.server().log());
      }
      discard(Duration.ZERO, "it ended while idle: " + ending);
      return;
    }
  }

  private void pause() throws InterruptedException {
    int times;
    synchronized (this) {
      times = Math.max(failedStarts, failedRuns);
    }
    if (times > 0) {
      long millis = limits.firstDelay().toMillis() << Math.min(times - 1, 20);
      Thread.sleep(Math.min(millis, limits.longestDelay().toMillis()));
    }
  }

  @Override
  public void close() {
    Session<C> left;
    synchronized (this) {
      closed = true;
      usable = false;
      trouble = "the worker stops";
      left = session;
      session = null;
      notifyAll();
    }
    thread.interrupt();
    if (left != null) {
      left.end(limits.cancelGrace());
    }
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(limits.cancelGrace().plusSeconds(1));
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
