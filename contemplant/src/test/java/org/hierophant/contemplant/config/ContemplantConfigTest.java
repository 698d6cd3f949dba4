package org.hierophant.contemplant.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hierophant.contemplant.config.ContemplantConfig.Backend;
import org.hierophant.contemplant.config.ContemplantConfig.ProverEntry;
import org.hierophant.contemplant.config.ContemplantConfig.Vm;
import org.hierophant.network.config.ConfigProblem;
import org.hierophant.network.config.ConfigReader;
import org.hierophant.network.config.ConfigResult;
import org.hierophant.network.config.ConfigSource;
import org.hierophant.network.config.Environment;
import org.hierophant.network.domain.ProofMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContemplantConfigTest {
  private static final String ADDRESS = "hierophant_ws_address = 'ws://h:9010/ws'\n";
  private static final String MOCK = "[[provers]]\nvm = 'sp1'\nbackend = 'mock'\n";

  @TempDir Path directory;

  @Test
  void aFileOfTheOriginalIsToldWhichEntryItLacks() throws IOException {
    String original =
        """
        hierophant_ws_address = "ws://h:9010/ws"
        contemplant_name = "judas"
        moongate_endpoint = "http://localhost:3000/twirp/"
        heartbeat_interval_seconds = 30
        max_proofs_stored = 2
        [assessor]
        moongate_log_path = "./moongate.log"
        watcher_polling_interval_ms = 2000
        """;

    assertThat(problem(original, Map.of()))
        .contains("provers needs an entry", "[[provers]]", "vm = \"sp1\"", "backend = \"mock\"");
  }

  @Test
  void aBackendThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
    String entry = ADDRESS + "[[provers]]\nvm = 'sp1'\nbackend = 'tpu'\n";

    assertThat(problem(entry, Map.of()))
        .contains(":4: provers.backend = \"tpu\"", "mock, cpu, gpu, moongate");
    assertThat(problem(ADDRESS, Map.of("PROVER_TYPE", "tpu"))).contains("mock, cpu, gpu, moongate");
  }

  @Test
  void theOriginalsSettingsOfAMoongateMeanTheSameHere() throws IOException {
    ContemplantConfig config =
        read(
            ADDRESS,
            Map.of("PROVER_TYPE", "cuda", "MOONGATE_ENDPOINT", "http://localhost:3000/twirp/"));

    ProverEntry entry = config.effectiveProvers().getFirst();
    assertThat(entry.backend().isMoongate()).isTrue();
    assertThat(entry.effectiveEndpoint()).contains(URI.create("http://localhost:3000/twirp/"));
  }

  @Test
  void anEndpointIsAnHttpUrl() throws IOException {
    String moongate = ADDRESS + "[[provers]]\nvm = 'sp1'\nbackend = 'moongate'\n";

    assertThat(problem(moongate + "endpoint = 'localhost:3000'\n", Map.of()))
        .contains(":5: provers.endpoint");
    assertThat(problem(moongate + "moongate_endpoint = 'tcp://h:1/'\n", Map.of()))
        .contains("moongate_endpoint", "must be an http URL");
    assertThat(
            read(moongate + "endpoint = 'http://h:3000/twirp'\n", Map.of())
                .effectiveProvers()
                .getFirst()
                .effectiveEndpoint())
        .contains(URI.create("http://h:3000/twirp"));
  }

  @Test
  void theEnvironmentAloneCanNameTheProver() throws IOException {
    List<ProverEntry> mock = List.of(ProverEntry.of(Vm.SP1, Backend.MOCK));

    assertThat(
            read(ADDRESS, Map.of("CONTEMPLANT_VMS", "sp1", "CONTEMPLANT_SP1_BACKEND", "mock"))
                .effectiveProvers())
        .isEqualTo(mock);
    assertThat(read(ADDRESS, Map.of("PROVER_TYPE", "mock")).effectiveProvers()).isEqualTo(mock);
    assertThat(problem(ADDRESS, Map.of("CONTEMPLANT_VMS", "sp1")))
        .contains("sp1_backend is required");
  }

  @Test
  void entriesOfTheFileWinOverTheEnvironment() throws IOException {
    ContemplantConfig config = read(ADDRESS + MOCK, Map.of("CONTEMPLANT_SP1_BACKEND", "cuda"));

    assertThat(config.effectiveProvers())
        .extracting(ProverEntry::backend)
        .containsOnly(Backend.MOCK);
  }

  @Test
  void eachProverOfRealProofsHasASlot() throws IOException {
    String gpu = "[[provers]]\nvm = 'sp1'\nbackend = 'gpu'\n";

    ContemplantConfig config =
        read(ADDRESS + MOCK + gpu + gpu + "device = 1\nmodes = ['core', 'groth16']\n", Map.of());

    assertThat(config.effectiveSlots()).isEqualTo(2);
    assertThat(config.provers().getLast().device()).isEqualTo(1);
    assertThat(config.provers().getLast().modes())
        .containsExactly(ProofMode.CORE, ProofMode.GROTH16);
    assertThat(read(ADDRESS + "slots = 3\n" + gpu, Map.of()).effectiveSlots()).isEqualTo(3);
    assertThat(read(ADDRESS + MOCK, Map.of()).effectiveSlots()).isEqualTo(1);
  }

  @Test
  void settingsOfAServerAreChecked() throws IOException {
    String cpu = ADDRESS + "[[provers]]\nvm = 'sp1'\nbackend = 'cpu'\n";

    assertThat(problem(cpu + "environment = ['NAME']\n", Map.of()))
        .contains(":5: provers.environment", "NAME=value");
    assertThat(problem(cpu + "circuit_versions = ['v6.0.0', 'v6.1.0']\n", Map.of()))
        .contains("provers.circuit_versions can be only one for backend cpu");
    assertThat(problem(cpu + "device = -1\n", Map.of())).contains("provers.device = -1");
  }

  @Test
  void aClusterNeedsItsApiAndItsStore() throws IOException {
    String cluster = ADDRESS + "[[provers]]\nvm = 'sp1'\nbackend = 'cluster'\n";
    String api = "cluster_rpc = 'http://c:50051'\n";
    String store = "redis_nodes = ['redis://:sesame@c:6379/0']\n";

    ProverEntry entry = read(cluster + api + store, Map.of()).provers().getFirst();

    assertThat(entry.clusterRpc().orElseThrow()).hasToString("http://c:50051");
    assertThat(entry.toString()).doesNotContain("sesame");
    assertThat(problem(cluster + store, Map.of())).contains("provers.cluster_rpc is required");
    assertThat(problem(cluster + api, Map.of())).contains("provers.redis_nodes is required");
    assertThat(problem(cluster + api + "redis_nodes = ['http://c:6379']\n", Map.of()))
        .contains("provers.redis_nodes must have elements such as");
  }

  @Test
  void aClustersStoreIsRedisOrABucketAndNotBoth() throws IOException {
    String cluster =
        ADDRESS + "[[provers]]\nvm = 'sp1'\nbackend = 'cluster'\ncluster_rpc = 'http://c:50051'\n";
    String bucket = "s3_bucket = 'proofs'\n";
    String region = "s3_region = 'eu-west-1'\n";

    ProverEntry entry = read(cluster + bucket + region, Map.of()).provers().getFirst();

    assertThat(entry.s3Bucket()).hasValue("proofs");
    assertThat(problem(cluster + bucket, Map.of())).contains("provers.s3_region is required");
    assertThat(problem(cluster + bucket + region + "redis_nodes = ['redis://c:6379']\n", Map.of()))
        .contains("provers.redis_nodes is required for backend cluster, or else s3_bucket");
    assertThat(problem(cluster + bucket + region + "s3_access_key_id = 'me'\n", Map.of()))
        .contains("provers.s3_access_key_id and s3_secret_access_key go together");
    assertThat(problem(cluster + bucket + region + "s3_endpoint = 'ftp://minio'\n", Map.of()))
        .contains("provers.s3_endpoint must be an http URL");
  }

  @Test
  void namesOfOlderReleasesWork() throws IOException {
    ContemplantConfig config =
        read(
            MOCK,
            Map.of(
                "HIEROPHANT_WS_ADDRESS", "wss://h/ws",
                "HTTP_PORT", "1234",
                "CONTEMPLANT_NAME", "ruth",
                "MAGISTER_DROP_ENDPOINT", "http://m/drop/7"));

    assertThat(config.coordinator()).hasToString("wss://h/ws");
    assertThat(config.httpPort()).isEqualTo(1234);
    assertThat(config.name()).hasValue("ruth");
    assertThat(config.magisterDropEndpoint()).hasValue("http://m/drop/7");
  }

  @Test
  void valuesThatCannotWorkAreRefusedByName() throws IOException {
    assertThat(problem("hierophant_ws_address = 'http://h/ws'\n" + MOCK, Map.of()))
        .contains("hierophant_ws_address must start with ws:// or wss://");
    assertThat(problem(ADDRESS + "heartbeat_interval_seconds = 0\n" + MOCK, Map.of()))
        .contains("heartbeat_interval_seconds = 0");
    assertThat(problem(ADDRESS + "max_proofs_stored = 0\n" + MOCK, Map.of()))
        .contains("max_proofs_stored = 0");
    assertThat(problem(ADDRESS + "magister_drop_endpoint = 'http://m/other/7'\n" + MOCK, Map.of()))
        .contains("magister_drop_endpoint");
    assertThat(problem(ADDRESS + "slot = 2\n" + MOCK, Map.of()))
        .contains("slot is not a key; did you mean slots?");
  }

  private ContemplantConfig read(String text, Map<String, String> variables) throws IOException {
    return switch (result(text, variables)) {
      case ConfigResult.Valid<ContemplantConfig>(var config) -> config;
      case ConfigResult.Invalid<ContemplantConfig>(var problems) ->
          throw new AssertionError(problems);
    };
  }

  /** The only problem there is. */
  private String problem(String text, Map<String, String> variables) throws IOException {
    return switch (result(text, variables)) {
      case ConfigResult.Valid<ContemplantConfig> valid -> throw new AssertionError(valid);
      case ConfigResult.Invalid<ContemplantConfig>(var problems) -> {
        assertThat(problems).hasSize(1);
        ConfigProblem only = problems.getFirst();
        yield only.toString();
      }
    };
  }

  private ConfigResult<ContemplantConfig> result(String text, Map<String, String> variables)
      throws IOException {
    Path file = Files.writeString(directory.resolve("contemplant.toml"), text);
    return ConfigReader.read(
        ContemplantConfig.class,
        new ConfigSource(file, true, "CONTEMPLANT_", new Environment(variables)));
  }
}
