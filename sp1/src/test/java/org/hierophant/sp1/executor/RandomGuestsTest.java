package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a program does, a run ends in one of the ways it can end, and the ways in which blocks
 * are cut for limits and gas do not show. {@code -Dseeds=N} tries more programs.
 */
class RandomGuestsTest {
  private static final int SEEDS = Integer.getInteger("seeds", 500);
  private static final long STEPS = 200_000;
  private static final byte[][] INPUTS = {new byte[8], new byte[0], new byte[33], new byte[4000]};

  private enum End {
    COMPLETED,
    FAILED,
    STOPPED
  }

  private static ExecutionOptions options(OptionalLong cycleLimit, int gasChunkEntries) {
    return new ExecutionOptions(
        cycleLimit, STEPS, 4 << 20, 1 << 16, gasChunkEntries, () -> false, _ -> {});
  }

  private static End end(ExecutionResult result) {
    return switch (result) {
      case ExecutionResult.Completed _ -> End.COMPLETED;
      case ExecutionResult.Failed _ -> End.FAILED;
      case ExecutionResult.Aborted _ -> End.STOPPED;
    };
  }

  @ParameterizedTest
  @EnumSource
  void everyProgramEndsInAKnownWayHoweverItsBlocksAreCut(Generation generation) {
    Map<End, Integer> ends = new EnumMap<>(End.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        ends.merge(check(generation, seed), 1, Integer::sum);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(ends).containsOnlyKeys(End.values());
  }

  private static End check(Generation generation, int seed) {
    Guest guest = RandomGuests.of(generation, seed);

    ExecutionResult whole = guest.run(options(OptionalLong.empty(), 1 << 27), INPUTS);

    long counted = whole.report().opcodeCounts().values().stream().mapToLong(n -> n).sum();
    long cycles = whole.report().cycles();
    if (end(whole) == End.STOPPED) {
      return End.STOPPED; // counts of the block in which the run stopped are not exact
    }
    assertThat(counted).isEqualTo(cycles);
    for (int chunk : new int[] {1, 2, 7, 100}) {
      ExecutionResult cut = guest.run(options(OptionalLong.empty(), chunk), INPUTS);
      assertSame(whole, cut);
    }
    if (cycles > 0) {
      assertSame(whole, guest.run(options(OptionalLong.of(cycles), 1 << 27), INPUTS));
      long limit = cycles * (seed % 7) / 7;
      ExecutionResult limited = guest.run(options(OptionalLong.of(limit), 1 << 27), INPUTS);
      if (limit < cycles) {
        assertThat(Outcomes.fault(limited)).isEqualTo(new GuestFault.CycleLimit(limit));
        assertThat(limited.report().cycles()).isEqualTo(limit + 1);
      }
    }
    return end(whole);
  }

  private static void assertSame(ExecutionResult whole, ExecutionResult cut) {
    assertThat(end(cut)).isEqualTo(end(whole));
    if (whole instanceof ExecutionResult.Failed(var fault, var pc, _)
        && cut instanceof ExecutionResult.Failed(var otherFault, var otherPc, _)) {
      assertThat(otherFault).isEqualTo(fault);
      assertThat(otherPc).isEqualTo(pc);
    }
    assertThat(cut.report().cycles()).isEqualTo(whole.report().cycles());
    assertThat(cut.report().opcodeCounts()).isEqualTo(whole.report().opcodeCounts());
    assertThat(cut.report().syscallCounts()).isEqualTo(whole.report().syscallCounts());
    assertThat(cut.report().publicValues()).isEqualTo(whole.report().publicValues());
    assertThat(cut.report().digest()).isEqualTo(whole.report().digest());
    assertThat(cut.report().exitCode()).isEqualTo(whole.report().exitCode());
  }
}
