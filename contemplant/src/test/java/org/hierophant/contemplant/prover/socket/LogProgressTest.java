package org.hierophant.contemplant.prover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hierophant.contemplant.prover.server.Tasks;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.junit.jupiter.api.Test;

class LogProgressTest {
  private static final String SUBMIT = "DEBUG sp1_prover: submitting task of kind ";
  private static final String DONE = "DEBUG run{kind=%s id=7}: sp1_prover: task succeeded";

  private final List<Progress> said = new ArrayList<>();

  @Test
  void theFirstProofOfAProgramHasATotalOnceAllShardsAreKnown() {
    LogProgress progress = new LogProgress(ProofMode.CORE, said::add, Optional.empty());

    feed(progress, 2, "ProveShard");
    progress.line(DONE.formatted("ProveShard"));
    progress.line(DONE.formatted("CoreExecute"));
    progress.line(DONE.formatted("ProveShard"));
    progress.answered();

    assertThat(said)
        .containsExactly(
            new Progress(Phase.PROVING, 0, 0),
            new Progress(Phase.PROVING, 1, 0),
            new Progress(Phase.PROVING, 2, 2));
  }

  @Test
  void theNextProofKnowsTheTotalsOfTheLast() {
    LogProgress first = new LogProgress(ProofMode.COMPRESSED, _ -> {}, Optional.empty());
    core(first, 3);
    feed(first, 4, "RecursionReduce");
    Optional<Tasks> counted = first.counted();
    LogProgress second = new LogProgress(ProofMode.COMPRESSED, said::add, counted);

    feed(second, 1, "ProveShard");
    second.line(DONE.formatted("ProveShard"));
    feed(second, 2, "ProveShard");
    second.line(DONE.formatted("CoreExecute"));
    second.line(DONE.formatted("ProveShard"));
    second.line(DONE.formatted("ProveShard"));
    second.line(DONE.formatted("RecursionReduce"));

    assertThat(counted).hasValue(new Tasks(3, 4));
    assertThat(said)
        .containsExactly(
            new Progress(Phase.PROVING, 0, 3),
            new Progress(Phase.PROVING, 1, 3),
            new Progress(Phase.PROVING, 2, 3),
            new Progress(Phase.COMPRESSING, 0, 4),
            new Progress(Phase.COMPRESSING, 1, 4));
  }

  @Test
  void wrappingFollowsGnark() {
    LogProgress progress = new LogProgress(ProofMode.GROTH16, said::add, Optional.empty());
    core(progress, 1);

    progress.line(SUBMIT + "ShrinkWrap");
    progress.line(SUBMIT + "Groth16Wrap");
    progress.line("Reading R1CS took 3s");
    progress.line("Reading proving key took 3s");
    progress.line("Generating witness took 3s");
    progress.line("Generating proof took 3s");
    progress.answered();

    assertThat(said)
        .filteredOn(one -> one.phase() == Phase.WRAPPING)
        .extracting(Progress::done)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void aTotalThatGrowsTakesNoPercentsBack() {
    LogProgress progress = new LogProgress(ProofMode.CORE, said::add, Optional.of(new Tasks(2, 0)));

    feed(progress, 2, "ProveShard");
    progress.line(DONE.formatted("ProveShard"));
    feed(progress, 8, "ProveShard");
    for (int shard = 0; shard < 9; shard++) {
      progress.line(DONE.formatted("ProveShard"));
    }

    assertThat(said).extracting(Progress::percent).isSorted();
    assertThat(said.getLast()).isEqualTo(new Progress(Phase.PROVING, 10, 10));
  }

  @Test
  void linesOfNoConsequenceSayNothing() {
    LogProgress progress = new LogProgress(ProofMode.CORE, said::add, Optional.empty());

    progress.line("");
    progress.line("INFO Server listening @ /tmp/x");
    progress.line(SUBMIT);
    progress.line(SUBMIT + "SetupVkey");

    assertThat(said).isEmpty();
  }

  private static void core(LogProgress progress, int shards) {
    feed(progress, shards, "ProveShard");
    progress.line(DONE.formatted("CoreExecute"));
    for (int shard = 0; shard < shards; shard++) {
      progress.line(DONE.formatted("ProveShard"));
    }
  }

  private static void feed(LogProgress progress, int times, String kind) {
    for (int i = 0; i < times; i++) {
      progress.line(SUBMIT + kind);
    }
  }
}
