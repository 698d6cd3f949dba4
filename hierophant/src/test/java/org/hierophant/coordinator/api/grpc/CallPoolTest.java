package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.hierophant.coordinator.intake.Rejection;
import org.hierophant.coordinator.ledger.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallPoolTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CallPool pool = new CallPool(1, 1, LONG, new SystemTime());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final RecordingObserver<String> caller = new RecordingObserver<>();

  @AfterEach
  void close() {
    gate.countDown();
    pool.close();
  }

  // ---- answers ----

  @Test
  void aCallIsAnsweredOnAThreadOfThePool() {
    pool.answer(caller, () -> "hello");

    assertThat(caller.end().isOk()).isTrue();
    assertThat(caller.answer()).isEqualTo("hello");
    assertThat(caller.thread().getName()).startsWith("grpc-call-");
  }

  @Test
  void aCallThatWaitsHoldsNoThreadAndIsAnsweredOnOne() {
    CompletableFuture<String> later = new CompletableFuture<>();
    RecordingObserver<String> other = new RecordingObserver<>();
    pool.answerLater(caller, () -> later);

    pool.answer(other, () -> "meanwhile"); // the only thread
    assertThat(other.answer()).isEqualTo("meanwhile");
    later.complete("at last");

    assertThat(caller.answer()).isEqualTo("at last");
    assertThat(caller.thread().getName()).startsWith("grpc-call-");
  }

  @Test
  void whatMemoryKnowsIsAnsweredOnTheCallersThread() {
    pool.answerFrom(CompletableFuture.completedFuture(7), caller, seven -> "known: " + seven);

    assertThat(caller.answer()).isEqualTo("known: 7");
    assertThat(caller.thread()).isEqualTo(Thread.currentThread());
  }

  @Test
  void whatMemoryDoesNotKnowYetIsAnsweredWhenItDoes() {
    CompletableFuture<Integer> known = new CompletableFuture<>();
    RecordingObserver<String> other = new RecordingObserver<>();
    RecordingObserver<String> third = new RecordingObserver<>();
    pool.answerFrom(known, caller, seven -> "known: " + seven);
    pool.answerAfter(known, other, () -> "after");
    pool.answerLaterAfter(known, third, () -> CompletableFuture.completedFuture("later"));
    assertThat(caller.hasEnded() || other.hasEnded() || third.hasEnded()).isFalse();

    known.complete(7);

    assertThat(caller.answer()).isEqualTo("known: 7");
    assertThat(other.answer()).isEqualTo("after");
  }

  @Test
  void whatIsNeverKnownIsToldToComeBack() {
    try (CallPool hasty = new CallPool(1, 1, Duration.ofMillis(1), new SystemTime())) {
      hasty.answerFrom(new CompletableFuture<String>(), caller, text -> text);

      assertThat(caller.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  // ---- overload ----

  @Test
  void whatThePoolCannotHoldIsToldToComeBack() throws Exception {
    occupyTheThread();
    RecordingObserver<String> waiting = new RecordingObserver<>();
    pool.answer(waiting, () -> "waited");

    pool.answer(caller, () -> "too much");

    assertThat(caller.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(caller.end().getDescription()).isEqualTo("too many calls at once: try again");
    assertThat(waiting.hasEnded()).isFalse();
    gate.countDown();
    assertThat(waiting.answer()).isEqualTo("waited");
  }

  @Test
  void anAnswerIsNotLostWhenThePoolIsFull() throws Exception {
    CompletableFuture<String> later = new CompletableFuture<>();
    pool.answerLater(caller, () -> later);
    occupyTheThread();
    pool.answer(new RecordingObserver<>(), () -> "fills the queue");

    later.complete("from the ledger"); // on this thread, since no other is free

    assertThat(caller.answer()).isEqualTo("from the ledger");
    assertThat(caller.thread()).isEqualTo(Thread.currentThread());
  }

  @Test
  void aClosedPoolSendsCallersAway() {
    pool.close();

    pool.answer(caller, () -> "too late");

    assertThat(caller.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void anAnswerThatTakesTooLongIsGivenUp() {
    CompletableFuture<String> never = new CompletableFuture<>();
    try (CallPool impatient = new CallPool(1, 1, Duration.ofNanos(1), new SystemTime())) {
      impatient.answerLater(caller, () -> never);

      assertThat(caller.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(caller.end().getDescription()).isEqualTo("the answer takes too long: try again");
    }
  }

  // ---- failures ----

  @Test
  void aRejectionBecomesItsStatus() {
    Supplier<String> rejecting =
        () -> {
          throw new RejectedCallException(new Rejection.Missing("no such program"));
        };

    pool.answer(caller, rejecting);

    assertThat(caller.end().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(caller.end().getDescription()).isEqualTo("no such program");
  }

  @Test
  void aRejectionThatComesLaterBecomesItsStatusToo() {
    pool.answerLater(
        caller,
        () ->
            CompletableFuture.completedFuture("")
                .thenApply(
                    _ -> {
                      throw new RejectedCallException(new Rejection.TryLater("queue full"));
                    }));

    assertThat(caller.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(caller.end().getDescription()).isEqualTo("queue full");
  }

  @Test
  void ourBugsAreInternalAndTellNoDetails() {
    pool.answer(
        caller,
        () -> {
          throw new IllegalStateException("secret detail");
        });

    isOurBug(caller.end());
  }

  @Test
  void evenAnErrorIsAnswered() {
    pool.answer(
        caller,
        () -> {
          throw new StackOverflowError("secret detail");
        });

    isOurBug(caller.end());
  }

  @Test
  void aBugThatShowsLaterIsInternalToo() {
    RecordingObserver<String> other = new RecordingObserver<>();

    pool.answerLater(
        caller,
        () -> {
          throw new IllegalStateException("secret detail");
        });
    isOurBug(caller.end());
    pool.answerLater(
        other,
        () ->
            CompletableFuture.failedFuture(
                new CompletionException(new IllegalStateException("secret detail"))));
    isOurBug(other.end());
  }

  private static void isOurBug(Status status) {
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription()).doesNotContain("secret").contains("internal error");
  }

  // ---- callers who left ----

  @Test
  void nothingIsComputedForACallerWhoLeft() throws Exception {
    AtomicBoolean computed = new AtomicBoolean();
    occupyTheThread();
    pool.answer(
        caller,
        () -> {
          computed.set(true);
          return "";
        });

    caller.cancel();
    gate.countDown();
    pool.close(); // waits for what is queued

    assertThat(computed).isFalse();
    assertThat(caller.hasEnded()).isFalse();
  }

  /** Returns once the pool's only thread waits for the gate. */
  private void occupyTheThread() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    pool.answer(
        new RecordingObserver<>(),
        () -> {
          busy.countDown();
          awaitGate();
          return "";
        });
    assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
