package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LiveProcessesTest {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();

  private static TestNetwork network;
  private static HttpClient http;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    network =
        TestNetwork.start(directory, "[worker_registry]", "max_worker_heartbeat_interval_secs = 8");
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    network.close();
  }

  @Test
  void thePagesHaveTheOriginalsShapeWhileWorkIsDone() throws Exception {
    ProgramProcess worker = network.startWorker("jael");
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    ClientProgram compute = TestNetwork.sample("compute", Generation.V6);
    RequestId id = TestNetwork.request(client, compute, TestNetwork.ENDLESS);
    network.awaitExecuting(id);

    JsonNode busy = JSON.readTree(get("/contemplants").body()).get(0);
    client.cancel(id);
    network.await("an idle worker", () -> network.isIdle("jael"));
    JsonNode idle = JSON.readTree(get("/contemplants").body()).get(0);
    worker.kill();
    network.await("a dead worker", () -> deadWorker("jael").isPresent());
    JsonNode dead = deadWorker("jael").orElseThrow();

    assertThat(busy.get(0).asString()).matches("127\\.0\\.0\\.1:\\d+");
    assertThat(busy.get(1).propertyNames())
        .startsWith(
            "name",
            "status",
            "strikes",
            "num_completed_span_proofs",
            "average_span_proof_time",
            "magister_drop_endpoint");
    JsonNode work = busy.get(1).get("status").get("Busy");
    assertThat(work.propertyNames())
        .startsWith("request_id", "proof_mode", "start_time", "progress");
    assertThat(work.get("request_id").asString()).isEqualTo(id.toString());
    assertThat(work.get("proof_mode").asString()).isEqualTo("Compressed");
    assertThat(work.get("start_time").asString()).isEqualTo("0 minutes ago");
    assertThat(work.get("progress").propertyNames()).containsExactly("Execution");
    assertThat(idle.get(1).get("status").asString()).isEqualTo("Idle");
    assertThat(idle.get(1).get("magister_drop_endpoint").isNull()).isTrue();
    assertThat(dead.get(1).get("reason").asString()).isEqualTo("disconnected");
  }

  @Test
  void theHistoryHasTheOriginalsShape() throws Exception {
    try (ProgramProcess _ = network.startWorker("huldah")) {
      ClientProgram fibonacci = TestNetwork.sample("fibonacci", Generation.V6);
      byte[] stdin = ClientProgram.stdin(10);
      SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
      client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
      RequestId id = client.request(TestNetwork.order(fibonacci, stdin, ProofMode.PLONK));
      TestNetwork.awaitRightProof(client, id, fibonacci, stdin, ProofMode.PLONK);

      JsonNode proof = JSON.readTree(get("/proof-history").body()).get(0);

      assertThat(proof.propertyNames())
          .startsWith(
              "proof_request_id",
              "proof_mode",
              "worker_addr",
              "worker_name",
              "minutes_to_complete");
      assertThat(proof.get("proof_request_id").asString()).isEqualTo(id.toString());
      assertThat(proof.get("proof_mode").asString()).isEqualTo("PLONK");
      assertThat(proof.get("worker_name").asString()).isEqualTo("huldah");
    }
  }

  @Test
  void healthAndReadinessAndMetricsAnswer() throws Exception {
    network.await("readiness, a moment after health", () -> network.processes().isReady());

    HttpResponse<String> health = get("/health");
    HttpResponse<String> ready = get("/ready");
    HttpResponse<String> metrics = get("/actuator/prometheus");
    HttpResponse<String> unknown = get("/favicon.ico");

    assertThat(health.body()).isEqualTo("true");
    assertThat(health.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("{\"ready\":true,\"reasons\":[]}");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).contains("hierophant_");
    assertThat(unknown.statusCode()).isBetween(400, 404);
  }

  @Test
  void bothEndWithZeroSoonAfterSigterm() throws Exception {
    ProgramProcess worker = network.processes().startWorker("deborah");

    int workerCode = worker.terminate(STOP_LIMIT);
    int coordinatorCode = network.coordinator().terminate(STOP_LIMIT);
    network.startCoordinatorAgain();

    assertThat(List.of(workerCode, coordinatorCode)).containsOnly(0);
    assertThat(get("/health").body()).isEqualTo("true");
  }

  private static Optional<JsonNode> deadWorker(String name) {
    try {
      return JSON.readTree(get("/dead-contemplants").body())
          .valueStream()
          .filter(pair -> pair.get(1).get("name").asString().equals(name))
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI url = network.processes().httpUrl().resolve(path);
    return http.send(
        HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
