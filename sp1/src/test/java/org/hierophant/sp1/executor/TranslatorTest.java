package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After any number of steps the translator has left registers, memory and counts as the interpreter
 * does. {@code -Dseeds=N} tries more programs, {@code -DfirstSeed=N} others.
 */
class TranslatorTest {
  private static final int SEEDS = Integer.getInteger("seeds", 500);
  private static final int FIRST = Integer.getInteger("firstSeed", 0);
  private static final long STEPS = 30_000;

  private static ExecutionOptions options(
      OptionalLong cycleLimit, long steps, int gasChunkEntries) {
    return new ExecutionOptions(
        cycleLimit, steps, 4 << 20, 1 << 16, gasChunkEntries, () -> false, _ -> {});
  }

  /** Each number of steps at first, then fewer and fewer of them. */
  private static List<Long> moments(int seed) {
    List<Long> moments = new ArrayList<>();
    for (long steps = 1 + seed % 3; steps < STEPS; steps += 1 + steps / 2) {
      moments.add(steps);
    }
    moments.add(STEPS);
    return moments;
  }

  @ParameterizedTest
  @EnumSource
  void wildProgramsRunTheSameOnBothEngines(Generation generation) {
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      check(RandomGuests.of(generation, seed).program(), seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void programsOfLoopsAndCallsRunTheSameOnBothEngines(Generation generation) {
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      check(LoopingGuests.of(generation, seed).program(), seed);
    }
  }

  private static void check(GuestProgram program, int seed) {
    for (long steps : moments(seed)) {
      same(program, options(OptionalLong.empty(), steps, 1 << 27), seed);
    }
    same(program, options(OptionalLong.of(seed * 37L % 5_000), STEPS, 1 << 27), seed);
    same(program, options(OptionalLong.empty(), STEPS, 1 + seed % 50), seed);
    same(program, options(OptionalLong.empty(), STEPS, 1 << 27).withGas(false), seed);
  }

  private static void same(GuestProgram program, ExecutionOptions options, int seed) {
    EngineState expected =
        EngineState.after(program, options.withEngine(Engine.INTERPRETER), LoopingGuests.INPUTS);

    EngineState translated =
        EngineState.after(program, options.withEngine(Engine.TRANSLATOR), LoopingGuests.INPUTS);

    assertThat(translated).as("seed %d, %s", seed, options).isEqualTo(expected);
  }
}
