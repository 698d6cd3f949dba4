package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionResult.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops without an end that were translated, compiled and then told to stop. */
class CancellationTest {
  private static final long WARM_CYCLES = 50_000_000;

  /** Steps from one look to the next, and those of the block that the look comes after. */
  private static final long MOST_STEPS = (1 << 18) + 1_000;

  private static Guest endless(Generation generation) {
    Guest guest = Guest.of(generation).li(6, 0);
    int loop = guest.here();
    return guest.addi(6, 6, 1).addi(7, 6, 3).jal(0, loop);
  }

  @ParameterizedTest
  @CsvSource({"V5, AUTO", "V5, TRANSLATOR", "V6, AUTO", "V6, TRANSLATOR"})
  void aTranslatedLoopStopsWithinTheStepsBetweenTwoLooks(Generation generation, Engine engine) {
    AtomicLong seen = new AtomicLong();
    ExecutionOptions options =
        ExecutionOptions.defaults()
            .withEngine(engine)
            .withObservers(() -> seen.get() >= WARM_CYCLES, seen::set);

    ExecutionResult result = endless(generation).run(options);

    assertThat(Outcomes.stopped(result)).isEqualTo(new Reason.Cancelled());
    assertThat(result.report().cycles()).isBetween(WARM_CYCLES, WARM_CYCLES + 2 * MOST_STEPS);
  }

  @ParameterizedTest
  @CsvSource({"V5, AUTO", "V5, TRANSLATOR", "V6, AUTO", "V6, TRANSLATOR"})
  void aTranslatedLoopStopsWhenAnotherThreadSaysSo(Generation generation, Engine engine)
      throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    CountDownLatch warm = new CountDownLatch(1);
    ExecutionOptions options =
        ExecutionOptions.defaults()
            .withEngine(engine)
            .withObservers(
                cancelled::get,
                cycles -> {
                  if (cycles >= WARM_CYCLES) {
                    warm.countDown();
                  }
                });
    FutureTask<ExecutionResult> run = new FutureTask<>(() -> endless(generation).run(options));
    Thread.ofPlatform().daemon().start(run);
    assertThat(warm.await(2, TimeUnit.MINUTES)).isTrue();
    assertThat(run.isDone()).isFalse();

    cancelled.set(true);

    ExecutionResult result = run.get(2, TimeUnit.MINUTES);
    assertThat(Outcomes.stopped(result)).isEqualTo(new Reason.Cancelled());
  }
}
