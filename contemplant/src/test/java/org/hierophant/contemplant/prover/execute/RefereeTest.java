package org.hierophant.contemplant.prover.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefereeTest {
  private static final long NONE = -1;

  @TempDir Path directory;

  private final Cancellation cancellation = new Cancellation();

  @Test
  void aProgramThatEndsWellIsSound() throws Exception {
    Verdict.Sound sound = (Verdict.Sound) judge("fibonacci", NONE, NONE, 64 << 20);

    assertThat(sound.executed().cycles()).isPositive();
    assertThat(sound.executed().gas()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"panic, 1", "bad-access, 2"})
  void aProgramThatFailsIsGuiltyWithItsCause(String sample, int cause) throws Exception {
    Verdict.Guilty guilty = (Verdict.Guilty) judge(sample, NONE, NONE, 64 << 20);

    assertThat(guilty.failure().executeFailureCause()).isEqualTo(cause);
  }

  @Test
  void limitsOfTheRequestAreTheProgramsFault() throws Exception {
    assertThat(judge("fibonacci", 10, NONE, 64 << 20)).isInstanceOf(Verdict.Guilty.class);
    assertThat(judge("fibonacci", NONE, 1, 64 << 20)).isInstanceOf(Verdict.Guilty.class);
  }

  @Test
  void limitsOfThisWorkerAreNot() throws Exception {
    assertThat(judge("fibonacci", NONE, NONE, 1_000)).isInstanceOf(Verdict.Unknown.class);
  }

  @Test
  void aStoppedOneDoesNotKnow() throws Exception {
    cancellation.cancel("enough");

    assertThat(judge("fibonacci", NONE, NONE, 64 << 20)).isInstanceOf(Verdict.Unknown.class);
  }

  private Verdict judge(String sample, long cycles, long gas, long memory)
      throws IOException, InterruptedException {
    Guests guests = Guests.sample(sample, "v6");
    ProofTask task =
        new ProofTask(
            new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v6.1.0"), false),
            new VkHash(Bytes32.ZERO),
            ByteString.copyFrom(guests.key()),
            Files.write(directory.resolve("program"), guests.program()),
            Files.write(directory.resolve("stdin"), guests.stdin()),
            directory.resolve("proof"),
            cycles,
            gas,
            Optional.empty(),
            Duration.ofHours(1));
    return new Referee(new ExecuteLimits(memory, 16 << 20, 1 << 20))
        .judge(task, cancellation, task.timeLimit());
  }
}
