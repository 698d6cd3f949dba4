package org.hierophant.coordinator.proposer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * op-succinct's proposers against the real server under faults of every kind: everything is proved
 * in the end, and nothing is split, asked for twice, cancelled, abandoned or lost but by somebody
 * else's doing. {@code -Dseed=42} replays one seed; {@code -Dseeds=N} runs more.
 */
class ProposerTest {
  @TempDir static Path stateDirectory;

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("seeds", 238));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everythingIsProvedAndNothingSuffersForNoReason(long seed) throws Exception {
    new World(seed, stateDirectory).run();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 16, 33})
  void aSeedAlwaysTellsTheSameStory(long seed) throws Exception {
    World once = new World(seed, stateDirectory);
    once.run();
    World again = new World(seed, stateDirectory);
    again.run();

    assertThat(again.story().lines()).isEqualTo(once.story().lines());
  }
}
