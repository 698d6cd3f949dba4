package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Workers whose provers do not start, or die, before a coordinator that verifies. */
@Timeout(600)
class ProverTroubleTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SAMPLES = TestNetwork.ROOT.resolve("samples");

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private TestNetwork network;
  private ClientProgram fibonacci;
  private byte[] proof;

  @BeforeEach
  void start() throws Exception {
    fibonacci = TestNetwork.sample("fibonacci", Generation.V6);
    proof =
        Zstd.decompress(
            Files.readAllBytes(SAMPLES.resolve("proofs/fibonacci-v6-compressed.bin.zst")),
            64 << 20);
    network = TestNetwork.startVerifying(directory.resolve("network"));
  }

  @AfterEach
  void stop() {
    if (network != null) {
      network.close();
    }
    http.close();
  }

  @Test
  void itIsShownWithTheReasonIsOfferedNothingAndWorksOnceItsProverDoes() throws Exception {
    Path prover = directory.resolve("prover");
    ProgramProcess worker =
        network
            .processes()
            .launchProver(
                "jael",
                "backend = \"cpu\"",
                "server_path = \"%s\"".formatted(prover.resolve("server")));

    network.await("the worker being shown as broken", () -> state().equals("Broken"));
    JsonNode shown = shown().orElseThrow();
    String health = worker("/health");
    JsonNode told = JSON.readTree(worker("/health/provers"));
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    RequestId id = request(client);
    RecordedProver.program(prover, fibonacci.vk(), proof);
    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});

    assertThat(shown.get("provers").get(0).get("entry").asString()).isEqualTo("cpu-1");
    assertThat(shown.get("provers").get(0).get("reason").asString()).contains("server");
    assertThat(shown.get("supported_vms")).isEmpty();
    assertThat(health).isEqualTo("false");
    assertThat(told.get(0).get("state").asString()).isEqualTo("Broken");
    assertThat(((ProofOutcome.Proven) outcome).bytes()).isEqualTo(proof);
    network.await("the worker being shown as usable", () -> state().equals("Usable"));
    assertThat(worker("/health")).isEqualTo("true");
    assertThat(TestNetwork.acceptances(worker, id)).isOne();
    assertThat(worker.output()).doesNotContain("offer refused");
  }

  @Test
  void aProverThatDiesCostsAnAttemptAndNotTheRequest() throws Exception {
    Path prover = directory.resolve("prover");
    String server =
        "server_path = \"%s\"".formatted(RecordedProver.program(prover, fibonacci.vk(), proof));
    List<ProgramProcess> workers = new ArrayList<>();
    for (String name : List.of("jael", "deborah")) {
      workers.add(network.processes().startProver(name, "backend = \"cpu\"", server));
    }
    Files.writeString(prover.resolve(RecordedProver.DIES_ONCE), "");
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);

    RequestId id = request(client);

    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});
    assertThat(((ProofOutcome.Proven) outcome).bytes()).isEqualTo(proof);
    assertThat(workers.stream().mapToLong(one -> TestNetwork.acceptances(one, id)).sum())
        .isEqualTo(2);
    assertThat(workers.stream().map(ProgramProcess::output))
        .anyMatch(output -> output.contains("the prover ended: killed by signal 6"));
  }

  private RequestId request(SdkClient client) throws Exception {
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
    byte[] stdin = Files.readAllBytes(SAMPLES.resolve("fibonacci/stdin.bin"));
    return client.request(TestNetwork.order(fibonacci, stdin, ProofMode.COMPRESSED));
  }

  private String state() {
    return shown()
        .map(worker -> worker.get("provers").path(0).path("state").asString(""))
        .orElse("");
  }

  private Optional<JsonNode> shown() {
    try {
      return JSON.readTree(network.processes().page("/contemplants"))
          .valueStream()
          .map(pair -> pair.get(1))
          .filter(worker -> worker.get("name").asString().equals("jael"))
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private String worker(String path) throws IOException, InterruptedException {
    URI url = network.processes().workerUrl("jael").resolve(path);
    return http.send(
            HttpRequest.newBuilder(url).timeout(TestNetwork.LIMIT).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
