package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/**
 * Makes calls on threads of their own, so that one that hangs holds up nobody who was told to stop.
 *
 * <p><b>Limits.</b> A call that is left is interrupted, which ends what it does on a socket.
 *
 * <p><b>Thread.</b> The attempt's waits; a virtual one for each call.
 */
final class Calls {
  private static final Duration LOOK = Duration.ofMillis(50);

  /** For a call to see by itself that it is not wanted any more. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private Calls() {}

  /** Something that may take long, and may be made again. */
  @FunctionalInterface
  interface Call<T> {
    T make() throws IOException, InterruptedException;
  }

  /** Throws if something is not to be waited for any more. */
  @FunctionalInterface
  interface Check<E extends Exception> {
    void check() throws E, InterruptedException;
  }

  /**
   * Makes a call.
   *
   * @param check runs now and then meanwhile; what it throws ends the waiting
   */
  static <T, E extends Exception> T make(Call<T> call, Check<E> check)
      throws IOException, InterruptedException, E {
    FutureTask<T> made = new FutureTask<>(call::make);
    Thread thread = Thread.ofVirtual().name("cluster-call").start(made);
    try {
      while (!thread.join(LOOK)) {
        check.check();
      }
    } finally {
      leave(thread, made);
    }
    return result(made);
  }

  /**
   * Makes a call that is not waited for any longer than this.
   *
   * @throws UnreachableException if it takes longer
   */
  static <T> T within(Duration limit, Call<T> call) throws IOException, InterruptedException {
    FutureTask<T> made = new FutureTask<>(call::make);
    Thread thread = Thread.ofVirtual().name("cluster-call").start(made);
    try {
      if (!thread.join(limit)) {
        String late = "no answer within " + limit.toMillis() + " ms";
        throw new UnreachableException(late, new TimeoutException(late));
      }
    } finally {
      boolean _ = made.cancel(true);
    }
    return result(made);
  }

  /** Nothing to do with one that has ended. */
  private static void leave(Thread thread, FutureTask<?> made) throws InterruptedException {
    try {
      boolean _ = thread.join(GRACE);
    } finally {
      boolean _ = made.cancel(true);
    }
  }

  private static <T> T result(FutureTask<T> made) throws IOException, InterruptedException {
    if (made.state() == Future.State.SUCCESS) {
      return made.resultNow();
    }
    switch (made.exceptionNow()) {
      case IOException failed -> throw failed;
      case InterruptedException stopped -> throw stopped;
      case RuntimeException bug -> throw bug;
      case Error bug -> throw bug;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }
}
