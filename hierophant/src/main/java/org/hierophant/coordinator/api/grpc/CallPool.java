package org.hierophant.coordinator.api.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hierophant.coordinator.ledger.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of calls that compute or wait: everything but reads from memory, which run on the
 * event loop.
 *
 * <p><b>Limits.</b> One thread per core; at most {@value #QUEUE} calls wait for one, more are told
 * to come back (UNAVAILABLE). So is a call whose answer takes {@link #ANSWER_LIMIT}: what waits for
 * a client's own limit ends as CANCELLED there, which is final to most of them.
 */
final class CallPool implements AutoCloseable {
  private static final int QUEUE = 8_192;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Status FULL =
      Status.UNAVAILABLE.withDescription("too many calls at once: try again");
  private static final Status LATE =
      Status.UNAVAILABLE.withDescription("the answer takes too long: try again");
  private static final Status BUG =
      Status.INTERNAL.withDescription("internal error; the coordinator's log has the details");
  private static final Logger LOG = LoggerFactory.getLogger(CallPool.class);

  private final ThreadPoolExecutor threads;
  private final Overdue overdue;

  CallPool(Time time) {
    this(Runtime.getRuntime().availableProcessors(), QUEUE, ANSWER_LIMIT, time);
  }

  CallPool(int size, int queue, Duration answerLimit, Time time) {
    this.overdue = new Overdue(answerLimit, time);
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().name("grpc-call-", 0).daemon().factory());
  }

  /** Answers on a thread of the pool, at once. */
  <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
    execute(observer, () -> reply(observer, call.get()));
  }

  /**
   * Starts on a thread of the pool; answers when the stage completes, from a thread of the pool. A
   * stage that completes too late has done its work all the same: calls must bear repetition.
   */
  <T> void answerLater(StreamObserver<T> observer, Supplier<CompletionStage<T>> call) {
    execute(
        observer,
        () ->
            overdue
                .watch(call.get())
                .whenComplete(
                    (answer, failure) ->
                        resume(
                            () -> {
                              if (failure == null) {
                                attempt(observer, () -> reply(observer, answer));
                              } else {
                                fail(observer, failure);
                              }
                            })));
  }

  /** As {@link #answer}, once the stage has completed. */
  <T> void answerAfter(CompletableFuture<?> stage, StreamObserver<T> observer, Supplier<T> call) {
    after(stage, observer, () -> answer(observer, call));
  }

  /** As {@link #answerLater}, once the stage has completed. */
  <T> void answerLaterAfter(
      CompletableFuture<?> stage, StreamObserver<T> observer, Supplier<CompletionStage<T>> call) {
    after(stage, observer, () -> answerLater(observer, call));
  }

  /**
   * Answers what needs nothing but memory: on the current thread if the stage has completed, as it
   * nearly always has, else when it does.
   */
  <S, T> void answerFrom(
      CompletableFuture<S> stage, StreamObserver<T> observer, Function<S, T> call) {
    after(
        stage, observer, () -> attempt(observer, () -> reply(observer, call.apply(stage.join()))));
  }

  private void after(CompletableFuture<?> stage, StreamObserver<?> observer, Runnable call) {
    if (stage.isDone()) {
      call.run();
      return;
    }
    overdue
        .watch(stage)
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                call.run();
              } else {
                fail(observer, failure);
              }
            });
  }

  private void execute(StreamObserver<?> observer, Runnable call) {
    try {
      threads.execute(
          () -> {
            if (observer instanceof ServerCallStreamObserver<?> server && server.isCancelled()) {
              return; // nobody waits for the answer any more
            }
            attempt(observer, call);
          });
    } catch (RejectedExecutionException _) {
      observer.onError(FULL.asRuntimeException());
    }
  }

  /** The ledger's thread has other things to do; but an answer is never dropped. */
  private void resume(Runnable answer) {
    try {
      threads.execute(answer);
    } catch (RejectedExecutionException _) {
      answer.run();
    }
  }

  /** Runs a handler on the current thread; whatever it throws becomes a status. */
  static void attempt(StreamObserver<?> observer, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      fail(observer, e);
    }
  }

  static <T> void reply(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static void fail(StreamObserver<?> observer, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RejectedCallException rejected) {
      observer.onError(Rejections.status(rejected.why()).asRuntimeException());
      return;
    }
    if (cause instanceof TimeoutException) {
      observer.onError(LATE.asRuntimeException());
      return;
    }
    LOG.atError().setCause(cause).log("call failed by our own fault");
    observer.onError(BUG.asRuntimeException());
  }

  /** Calls that wait are answered within {@code STOP_LIMIT} or cut with their connections. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException _) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    overdue.close();
  }
}
