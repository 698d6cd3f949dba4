package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Makes a call again while its failure is transient: after 1 s, each pause 1.5 times the last and
 * half of it more or less, until 120 s have passed.
 *
 * <p><b>Source.</b> sp1 v6.10.0 crates/sdk/src/network/retry.rs; backoff 0.4.0.
 */
final class Retry {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final double GROWTH = 1.5;

  private final VirtualTime time;
  private final Random random;
  private final Predicate<CallFailure> isTransient;

  Retry(VirtualTime time, Random random, Predicate<CallFailure> isTransient) {
    this.time = time;
    this.random = random;
    this.isTransient = isTransient;
  }

  /** Completes with the first answer, the first final failure, or the last transient one. */
  <T> CompletableFuture<T> call(Patience patience, Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(patience, call, result, time.elapsed().plus(LIMIT), FIRST_PAUSE);
    return result;
  }

  private <T> void attempt(
      Patience patience,
      Supplier<CompletableFuture<T>> call,
      CompletableFuture<T> result,
      Duration end,
      Duration pause) {
    var _ =
        call.get()
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    result.complete(answer);
                    return;
                  }
                  Duration drawn = drawn(pause);
                  if (cause(failure) instanceof CallFailure known
                      && isTransient.test(known)
                      && !patience.isOver()
                      && time.elapsed().plus(drawn).compareTo(end) <= 0) {
                    Duration longer = Duration.ofMillis((long) (pause.toMillis() * GROWTH));
                    time.after(
                        drawn,
                        () -> {
                          if (!patience.isOver()) {
                            attempt(patience, call, result, end, longer);
                          }
                        });
                  } else {
                    result.completeExceptionally(cause(failure));
                  }
                });
  }

  private Duration drawn(Duration pause) {
    return Duration.ofMillis((long) (pause.toMillis() * (0.5 + random.nextDouble())));
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
