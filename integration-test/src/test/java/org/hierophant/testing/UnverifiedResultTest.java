package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.testing.ScriptedVerifier.Behaviour;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A result that has come in and has no verdict yet: whatever then happens to the coordinator or its
 * verifier, it is verified again, nobody proves it again, and its worker is not blamed.
 *
 * <p>The proof is a Core proof, which only a native verifier judges: that one can be told to wait.
 */
class UnverifiedResultTest {
  private static final int ASSIGNED = 2;

  @TempDir private Path directory;
  private ScriptedVerifier verifier;
  private ClientProgram fibonacci;
  private byte[] key;
  private byte[] proof;
  private TestNetwork network;

  @BeforeEach
  void read() throws Exception {
    key = fixture("programs/v6-fibonacci/vk.bin");
    fibonacci = ClientProgram.of(fixture("programs/v6-fibonacci/elf"), Optional.of(key));
    byte[] saved = fixture("sp1-v6/fibonacci/core.proof.bin");
    proof = Arrays.copyOf(saved, saved.length - 1);
    verifier = ScriptedVerifier.in(directory.resolve("verifier"));
  }

  @AfterEach
  void stop() {
    if (network != null) {
      network.close();
    }
  }

  /** Even when nobody is left who could prove it again. */
  @Test
  void afterAKilledCoordinatorItIsVerifiedAgainAndNotProvedAgain() throws Exception {
    start();
    verifier.next(Behaviour.HOLD);
    ProgramProcess worker = startWorker("jael");
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    RequestId id = request(client);
    network.await("the result being verified", () -> verifier.timesAsked() == 1);
    assertThat(client.status(id).getFulfillmentStatus()).isEqualTo(ASSIGNED);

    network.processes().killCoordinator();
    worker.kill();
    verifier.next(Behaviour.YES);
    network.startCoordinatorAgain();

    assertThat(await(client, id)).isEqualTo(proof);
    assertThat(verifier.timesAsked()).isEqualTo(2);
    assertThat(TestNetwork.proofsMade(worker, id)).isEqualTo(1);
    assertThat(network.finishers(id)).containsExactly("jael");
  }

  @Test
  void aVerifierThatCrashesIsAskedAgainAndTheWorkerIsNotBlamed() throws Exception {
    start();
    verifier.next(Behaviour.CRASH);
    ProgramProcess worker = startWorker("jael");
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    RequestId id = request(client);
    network.await(
        "no verdict", () -> network.coordinator().output().contains("cannot be verified"));
    assertThat(client.status(id).getFulfillmentStatus()).isEqualTo(ASSIGNED);

    verifier.next(Behaviour.YES);

    assertThat(await(client, id)).isEqualTo(proof);
    assertNobodyWasBlamed(worker, id);
  }

  @Test
  void aVerifierThatIsTooSlowIsAskedAgainAndTheWorkerIsNotBlamed() throws Exception {
    start("limit_secs = 20"); // time enough for a verifier to start
    verifier.next(Behaviour.HOLD);
    ProgramProcess worker = startWorker("jael");
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    RequestId id = request(client);
    network.await("no verdict", () -> network.coordinator().output().contains("not done within"));
    assertThat(client.status(id).getFulfillmentStatus()).isEqualTo(ASSIGNED);

    verifier.next(Behaviour.YES);

    assertThat(await(client, id)).isEqualTo(proof);
    assertNobodyWasBlamed(worker, id);
    assertThat(network.coordinator().output()).doesNotContain("the disk fails");
  }

  private void assertNobodyWasBlamed(ProgramProcess worker, RequestId id) throws Exception {
    assertThat(verifier.timesAsked()).isGreaterThan(1);
    assertThat(TestNetwork.acceptances(worker, id)).isEqualTo(1);
    assertThat(TestNetwork.proofsMade(worker, id)).isEqualTo(1);
    assertThat(network.processes().page("/contemplants")).contains("\"strikes\":0");
  }

  private void start(String... settings) throws Exception {
    String program = "native_v6 = \"%s\"".formatted(verifier.program());
    network =
        TestNetwork.startVerifying(
            directory.resolve("network"), "[verification]", program, String.join("\n", settings));
  }

  private ProgramProcess startWorker(String name) throws Exception {
    Path program = RecordedProver.program(directory.resolve(name), key, proof);
    return network
        .processes()
        .startProver(name, "backend = \"cpu\"", "server_path = \"" + program + '"');
  }

  private RequestId request(SdkClient client) throws Exception {
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
    return client.request(
        TestNetwork.order(fibonacci, fixture("programs/v6-fibonacci/stdin.bin"), ProofMode.CORE));
  }

  private static byte[] await(SdkClient client, RequestId id) throws Exception {
    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});
    assertThat(outcome).isInstanceOf(ProofOutcome.Proven.class);
    return ((ProofOutcome.Proven) outcome).bytes();
  }

  private static byte[] fixture(String name) throws IOException {
    Optional<byte[]> bytes = TestNetwork.fixture(name);
    assumeThat(bytes).as("fixture " + name).isPresent();
    return bytes.orElseThrow();
  }
}
