package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.coordinator.verification.passport.PassportCommand;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator that verifies, and workers whose provers hand in a proof that SP1 made once. */
class GenuineProofTest {
  @TempDir private Path directory;
  private TestNetwork network;
  private SdkClient client;
  private ClientProgram fibonacci;
  private byte[] stdin;
  private byte[] key;
  private byte[] proof;

  @BeforeEach
  void start() throws Exception {
    key = fixture("programs/v6-fibonacci/vk.bin");
    fibonacci = ClientProgram.of(fixture("programs/v6-fibonacci/elf"), Optional.of(key));
    stdin = fixture("programs/v6-fibonacci/stdin.bin");
    byte[] saved = fixture("sp1-v6/fibonacci/compressed.proof.bin");
    proof = Arrays.copyOf(saved, saved.length - 1);
    network = TestNetwork.startVerifying(directory.resolve("network"));
    client = network.client(SdkProfile.SDK_6_BASE);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
  }

  @AfterEach
  void stop() {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void aGenuineProofIsServedWithAPassportThatHoldsWithoutTheNetwork() throws Exception {
    startWorker("jael", proof);

    RequestId id = request(ProofMode.COMPRESSED);

    assertThat(await(id)).isEqualTo(proof);
    Path passport =
        Files.writeString(
            directory.resolve("passport.json"), network.processes().page("/passports/" + id));
    Path proofFile = Files.write(directory.resolve("proof.bin"), proof);
    Path keyFile = Files.write(directory.resolve("vk.bin"), key);
    assertThat(passport).content().contains("\"verifier\":\"java\"", id.toString());
    assertThat(
            PassportCommand.run(
                System.out,
                System.err,
                "--passport",
                passport.toString(),
                "--proof",
                proofFile.toString(),
                "--vk",
                keyFile.toString()))
        .isZero();
  }

  @Test
  void aTamperedProofIsKeptAsideAndTheRequestIsProvedByAnotherWorker() throws Exception {
    byte[] tampered = proof.clone();
    tampered[tampered.length / 2] ^= 1;
    startWorker("athaliah", tampered);
    RequestId id = request(ProofMode.COMPRESSED);
    Path rejected = directory.resolve("network/state/rejected");
    network.await("the liar being put out", () -> !network.isConnected("athaliah"));

    startWorker("jael", proof);

    assertThat(await(id)).isEqualTo(proof);
    assertThat(network.finishers(id)).containsExactly("jael");
    assertThat(filesOf(rejected)).contains(HexFormat.of().formatHex(id.toBytes()));
  }

  @Test
  void theVerifiedProofOutlivesAKilledCoordinator() throws Exception {
    startWorker("jael", proof);
    RequestId id = request(ProofMode.COMPRESSED);
    assertThat(await(id)).isEqualTo(proof);
    String passport = network.processes().page("/passports/" + id);

    network.processes().killCoordinator();
    network.startCoordinatorAgain();

    assertThat(await(id)).isEqualTo(proof);
    assertThat(network.processes().page("/passports/" + id)).isEqualTo(passport);
  }

  @Test
  void aRequestWhoseProofNobodyCouldCheckIsRefusedAndTheSettingIsNamed() throws Exception {
    assertThatThrownBy(() -> request(ProofMode.CORE))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused ->
                assertThat(refused.getStatus().getCode())
                    .isEqualTo(Status.Code.FAILED_PRECONDITION))
        .hasMessageContaining("verification.native_v6");
  }

  private void startWorker(String name, byte[] proofOfAll) throws Exception {
    Path program = RecordedProver.program(directory.resolve(name), key, proofOfAll);
    network.processes().startProver(name, "backend = \"cpu\"", "server_path = \"" + program + '"');
  }

  private RequestId request(ProofMode mode) throws Exception {
    return client.request(TestNetwork.order(fibonacci, stdin, mode));
  }

  private byte[] await(RequestId id) throws Exception {
    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});
    assertThat(outcome).isInstanceOf(ProofOutcome.Proven.class);
    return ((ProofOutcome.Proven) outcome).bytes();
  }

  private static String filesOf(Path rejected) {
    try (Stream<Path> files = Files.list(rejected)) {
      return String.join("\n", files.map(Path::toString).toList());
    } catch (IOException _) {
      return ""; // not there yet
    }
  }

  private static byte[] fixture(String name) throws IOException {
    Optional<byte[]> bytes = TestNetwork.fixture(name);
    assumeThat(bytes).as("fixture " + name).isPresent();
    return bytes.orElseThrow();
  }
}
