package org.hierophant.contemplant.prover.server;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;

/**
 * Holds back the end of the question for a proof while the referee may still find that the program
 * fails by itself: no server begins before it was told all, and one that has begun can be stopped
 * only by killing it.
 *
 * <p><b>Limits.</b> As long as told, from when this is made; then the question is told to its end.
 *
 * <p><b>Thread.</b> One tells; any may call off.
 */
public final class HeadStart {
  private enum State {
    HELD,
    TOLD,
    CALLED_OFF
  }

  private final RefereeRun referee;
  private final long endNanos;
  private final CompletableFuture<Boolean> calledOff = new CompletableFuture<>();
  private State state = State.HELD;

  public HeadStart(RefereeRun referee, Duration length) {
    this.referee = referee;
    this.endNanos = System.nanoTime() + length.toNanos();
  }

  /**
   * For whoever tells, between pieces.
   *
   * @throws CalledOffException if nothing more should be told
   */
  public synchronized void check() throws CalledOffException {
    if (state == State.CALLED_OFF) {
      throw new CalledOffException();
    }
  }

  /**
   * Waits until the end may be told; from then on it counts as told.
   *
   * @throws CalledOffException if it never may be
   */
  public void awaitEnd() throws CalledOffException, InterruptedIOException {
    try {
      Object _ =
          CompletableFuture.anyOf(referee.verdict(), calledOff)
              .get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      // The program takes its time: the server need not wait for the rest of it.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("told to stop");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a verdict is never an exception", e);
    }
    tell();
  }

  private synchronized void tell() throws CalledOffException {
    if (state == State.HELD && referee.now().orElse(null) instanceof Verdict.Guilty) {
      state = State.CALLED_OFF;
    }
    check();
    state = State.TOLD;
  }

  /** True if the question was not told to its end, and from now on never will be. */
  public synchronized boolean callOff() {
    if (state == State.HELD) {
      state = State.CALLED_OFF;
      calledOff.complete(true);
    }
    return state == State.CALLED_OFF;
  }
}
