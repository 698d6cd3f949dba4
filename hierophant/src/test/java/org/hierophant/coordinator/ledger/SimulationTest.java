package org.hierophant.coordinator.ledger;

import java.util.stream.LongStream;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No accepted request is forgotten, final states never change, one lease at a time, only verified
 * proofs, finite budgets: whatever happens. {@code -Dseed=42} replays one seed; {@code -Dseeds=N}
 * runs more.
 */
class SimulationTest {
  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("seeds", 1_000));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyRequestKeepsItsPromiseWhateverHappens(long seed) throws Exception {
    Simulation simulation = new Simulation(seed, new MemoryJournal());

    simulation.run(400);
    simulation.settle();
  }
}
