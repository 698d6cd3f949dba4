package org.hierophant.coordinator.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.testing.StoredBytes;
import org.hierophant.network.domain.LeaseToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedProofsTest {
  @TempDir private Path parent;

  @Test
  void aRejectedProofIsKeptWithItsReason() throws Exception {
    reject(new RejectedProofs(directory(), 4), 1, "program: proves another program");

    List<Path> files = files();
    assertThat(files)
        .extracting(Path::toString)
        .filteredOn(name -> name.endsWith(".proof"))
        .hasSize(1);
    Path proof =
        files.stream().filter(file -> file.toString().endsWith(".proof")).findFirst().get();
    assertThat(proof).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(Path.of(proof.toString().replace(".proof", ".txt")))
        .content()
        .contains("proves another program", Samples.request(1).toString(), "worker-a");
  }

  @Test
  void onlyTheNewestAreKept() throws Exception {
    RejectedProofs rejected = new RejectedProofs(directory(), 2);

    for (int i = 1; i <= 5; i++) {
      reject(rejected, i, "wrong");
    }

    assertThat(files()).hasSize(4); // two proofs and two texts
    assertThat(files())
        .allMatch(
            file ->
                file.toString().contains(Samples.request(4).toString())
                    || file.toString().contains(Samples.request(5).toString()));
  }

  @Test
  void noneAreKeptWhenNoneAreWanted() throws Exception {
    reject(new RejectedProofs(directory(), 0), 1, "wrong");

    assertThat(directory()).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeMadeHarmsNobody() throws Exception {
    Files.writeString(directory(), "a file is here");

    reject(new RejectedProofs(directory(), 2), 1, "wrong");

    assertThat(directory()).hasContent("a file is here");
  }

  private Path directory() {
    return parent.resolve("rejected");
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(directory())) {
      return files.toList();
    }
  }

  private static void reject(RejectedProofs rejected, int number, String detail) throws Exception {
    StoredBytes proof = new StoredBytes(new byte[] {1, 2, 3});
    Effect.Verify effect =
        new Effect.Verify(
            new RequestBuilder(number).build().request(),
            Samples.program(1),
            new Candidate(
                new LeaseToken("lease-" + number),
                RequestBuilder.WORKER,
                proof.info().stored(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Duration.ofSeconds(1),
                false,
                Samples.NOW,
                Samples.NOW));
    rejected.keep(effect, proof, detail, Samples.NOW.plusSeconds(number));
  }
}
