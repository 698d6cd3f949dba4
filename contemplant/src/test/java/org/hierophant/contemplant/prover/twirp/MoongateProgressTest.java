package org.hierophant.contemplant.prover.twirp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hierophant.contemplant.prover.server.Tasks;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.junit.jupiter.api.Test;

/** Lines as moongate prints them, colours and all. */
class MoongateProgressTest {
  private static final String SHARD = "\u001b[32m INFO\u001b[0m prove core: Shard: [Cpu, Program]";

  private final List<Progress> said = new ArrayList<>();

  @Test
  void cyclesBecomePercentsOnceTheirNumberIsKnown() {
    MoongateProgress progress = progress(ProofMode.CORE, Optional.empty());

    progress.line(" INFO clk = 10000000 pc = 0x2007d4");
    progress.expect(40_000_000);
    progress.line(" INFO clk = 20000000 pc = 0x2007d4");

    assertThat(said)
        .containsExactly(
            new Progress(Phase.EXECUTING, 0, 0),
            new Progress(Phase.EXECUTING, 10_000_000, 0),
            new Progress(Phase.EXECUTING, 20_000_000, 40_000_000));
  }

  /** The program is executed twice: for its checkpoints, and again for its traces. */
  @Test
  void whatIsExecutedASecondTimeTakesNothingBack() {
    MoongateProgress progress = progress(ProofMode.CORE, Optional.empty());
    progress.line("clk = 30000000 pc = 0x1");

    progress.line("clk = 0 pc = 0x1");
    progress.line("clk = 10000000 pc = 0x1");
    progress.line(SHARD);
    progress.line("clk = 40000000 pc = 0x1");

    assertThat(said).isSorted();
    assertThat(said.getLast()).isEqualTo(new Progress(Phase.PROVING, 1, 0));
  }

  @Test
  void theSecondProofOfAProgramKnowsItsShards() {
    MoongateProgress first = progress(ProofMode.CORE, Optional.empty());
    for (int i = 0; i < 20; i++) {
      first.line(SHARD);
    }
    first.proved(20);
    said.clear();

    MoongateProgress second = progress(ProofMode.CORE, Optional.of(first.counted()));
    for (int i = 0; i < 19; i++) {
      second.line(SHARD);
    }

    assertThat(said.getLast().percent()).isEqualTo(95);
    second.proved(20);
    assertThat(said.getLast().percent()).isEqualTo(100);
    assertThat(said).isSorted();
  }

  @Test
  void moreShardsThanLastTimeTakeNothingBack() {
    MoongateProgress progress = progress(ProofMode.CORE, Optional.of(new Tasks(2, 0)));

    for (int i = 0; i < 5; i++) {
      progress.line(SHARD);
    }
    progress.proved(5);

    assertThat(said).isSorted();
    assertThat(said).extracting(Progress::percent).isSorted();
    assertThat(said.getLast()).isEqualTo(new Progress(Phase.PROVING, 5, 5));
  }

  @Test
  void theReductionsOfACompressionAreKnownExactly() {
    MoongateProgress progress = progress(ProofMode.COMPRESSED, Optional.empty());
    progress.proved(3);

    progress.compressing(3 + 1);
    for (int i = 0; i < 7; i++) {
      progress.line("compress: Shard: [MemoryVar, Select]");
    }

    assertThat(said.getLast()).isEqualTo(new Progress(Phase.COMPRESSING, 7, 7));
    assertThat(said.getLast().percent()).isEqualTo(100);
    progress.line("compress: Shard: [one more than there should be]");
    progress.compressed();
    assertThat(said.getLast()).isEqualTo(new Progress(Phase.COMPRESSING, 7, 7));
    assertThat(said).isSorted();
  }

  @Test
  void wrappingHasFourSteps() {
    MoongateProgress progress = progress(ProofMode.GROTH16, Optional.empty());
    progress.proved(1);
    progress.compressing(1);
    progress.compressed();

    for (int step = 1; step <= 4; step++) {
      progress.wrapped(step);
    }

    assertThat(said.getLast()).isEqualTo(new Progress(Phase.WRAPPING, 4, 4));
    assertThat(said.getLast().percent()).isEqualTo(100);
    assertThat(said).isSorted();
  }

  private MoongateProgress progress(ProofMode mode, Optional<Tasks> before) {
    MoongateProgress progress = new MoongateProgress(mode, said::add, before);
    progress.begin();
    return progress;
  }
}
