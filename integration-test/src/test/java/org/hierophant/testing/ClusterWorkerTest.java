package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ProofRequestCreateRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/**
 * A coordinator that verifies, a worker before an sp1-cluster, and a real Redis between those two.
 * What the cluster leaves there is a proof that SP1 made once.
 */
@Timeout(600)
class ClusterWorkerTest {
  private static final Path SAMPLES = TestNetwork.ROOT.resolve("samples");
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private RedisProcess store;
  private RedisClient redis;
  private ClusterStandIn cluster;
  private TestNetwork network;
  private ProgramProcess worker;
  private SdkClient client;
  private ClientProgram fibonacci;
  private byte[] stdin;
  private byte[] proof;

  @BeforeEach
  void start() throws Exception {
    store = RedisProcess.start(directory.resolve("redis"));
    redis = RedisClient.create(store.uri());
    cluster = ClusterStandIn.start();
    fibonacci = TestNetwork.sample("fibonacci", Generation.V6);
    stdin = Files.readAllBytes(SAMPLES.resolve("fibonacci/stdin.bin"));
    proof = Files.readAllBytes(SAMPLES.resolve("proofs/fibonacci-v6-compressed.bin.zst"));
    network = TestNetwork.startVerifying(directory.resolve("network"));
    worker = startWorker();
    client = network.client(SdkProfile.SDK_6_BASE);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
  }

  @AfterEach
  void stop() {
    if (network != null) {
      network.close();
    }
    if (cluster != null) {
      cluster.close();
      redis.close();
      store.close();
    }
  }

  @Test
  void whatTheClusterProvedIsVerifiedAndServedAndItsStoreIsCleared() throws Exception {
    RequestId id = request();
    ProofRequestCreateRequest given = awaitGiven(1);

    cluster.end(done(proof));

    assertThat(await(id)).isEqualTo(plain(proof));
    assertThat(network.finishers(id)).containsExactly("jael");
    network.await(
        "nothing but the program in Redis",
        () -> redis.dbSize() == 1 && redis.exists(given.getProgramArtifactId()));
  }

  @Test
  void whatTheClusterFailedAtIsGivenToItAnew() throws Exception {
    RequestId id = request();
    awaitGiven(1);

    cluster.end(
        one ->
            one.setProofStatus(ClusterStandIn.FAILED)
                .setExtraData("{\"proving_failure\":{\"reason\":\"GPU on fire\"}}"));
    awaitGiven(2);
    cluster.end(done(proof));

    assertThat(await(id)).isEqualTo(plain(proof));
    assertThat(worker.output()).contains("GPU on fire");
  }

  @Test
  void aTamperedProofOfTheClusterIsNotServedAndTheRequestIsProvedAnew() throws Exception {
    byte[] tampered = plain(proof);
    tampered[tampered.length / 2] ^= 1;
    RequestId id = request();
    awaitGiven(1);

    cluster.end(done(Zstd.compress(tampered)));
    awaitGiven(2);
    String served = client.status(id).getProofUri();
    cluster.end(done(proof));

    assertThat(served).isEmpty();
    assertThat(await(id)).isEqualTo(plain(proof));
  }

  @Test
  void aClusterThatGoesAwayAndComesBackGoesOnWithTheSameProof() throws Exception {
    RequestId id = request();
    awaitGiven(1);

    cluster.goAway();
    worker.await(
        "missing the cluster",
        TestNetwork.LIMIT,
        () -> worker.output().contains("cluster is out of reach"));
    cluster.comeBack();
    cluster.end(done(proof));

    assertThat(await(id)).isEqualTo(plain(proof));
    assertThat(cluster.created).hasSize(1);
    assertThat(network.isConnected("jael")).isTrue();
  }

  @Test
  void aCancelledRequestIsCancelledInTheClusterAndItsSlotIsFree() throws Exception {
    RequestId unwanted = request();
    String first = awaitGiven(1).getProofId();

    client.cancel(unwanted);
    network.await("the cancellation", () -> cluster.cancelled.contains(first));
    RequestId wanted = request();
    awaitGiven(2);
    cluster.end(done(proof));

    assertThat(await(wanted)).isEqualTo(plain(proof));
  }

  @Test
  void aKilledWorkerGoesOnWithTheProofWhenItStartsAgain() throws Exception {
    RequestId id = request();
    awaitGiven(1);

    worker.kill();
    worker = startWorker();
    worker.await(
        "going on",
        TestNetwork.LIMIT,
        () -> worker.output().contains("proof of the cluster resumed"));
    boolean goesOn = cluster.isProving();
    cluster.end(done(proof));

    assertThat(goesOn).isTrue();
    assertThat(await(id)).isEqualTo(plain(proof));
    assertThat(cluster.created).hasSize(1);
  }

  @Test
  void aWorkerThatIsToldToEndTakesItsProofBackAndHandsTheRequestOn() throws Exception {
    RequestId id = request();
    String first = awaitGiven(1).getProofId();

    int code = worker.terminate(STOP_LIMIT);
    boolean cancelled = cluster.cancelled.contains(first);
    worker = startWorker();
    awaitGiven(2);
    cluster.end(done(proof));

    assertThat(code).isZero();
    assertThat(cancelled).isTrue();
    assertThat(await(id)).isEqualTo(plain(proof));
  }

  @Test
  void aStoreThatIsGoneWhenTheProofIsDoneIsWaitedFor() throws Exception {
    RequestId id = request();
    awaitGiven(1);

    UnaryOperator<ClusterProofRequest.Builder> completed =
        one -> one.setProofStatus(ClusterStandIn.COMPLETED);
    store.kill();
    cluster.end(completed);
    worker.await(
        "missing the store",
        TestNetwork.LIMIT,
        () -> worker.output().contains("cluster is out of reach"));
    store.startAgain(); // without the proof
    awaitGiven(2);
    cluster.end(done(proof));

    assertThat(await(id)).isEqualTo(plain(proof));
    assertThat(worker.output()).contains("its store has no proof");
  }

  // ---- tools ----

  private ProgramProcess startWorker() throws Exception {
    return network
        .processes()
        .startProver(
            "jael",
            "backend = \"cluster\"",
            "cluster_rpc = \"%s\"".formatted(cluster.uri()),
            "redis_nodes = [\"%s\"]".formatted(store.uri()));
  }

  private RequestId request() throws Exception {
    return client.request(TestNetwork.order(fibonacci, stdin, ProofMode.COMPRESSED));
  }

  /** Waits until so many proofs were given to the cluster, and returns the last. */
  private ProofRequestCreateRequest awaitGiven(int count) throws InterruptedException {
    network.await(
        "proof %d being given to the cluster".formatted(count),
        () -> cluster.created.size() == count);
    return cluster.created.getLast();
  }

  private byte[] await(RequestId id) throws Exception {
    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});
    assertThat(outcome).isInstanceOf(ProofOutcome.Proven.class);
    return ((ProofOutcome.Proven) outcome).bytes();
  }

  /** Completed, with this in its store. */
  private UnaryOperator<ClusterProofRequest.Builder> done(byte[] artifact) {
    return one -> {
      redis.set(one.getProofArtifactId().getBytes(StandardCharsets.UTF_8), artifact);
      return one.setProofStatus(ClusterStandIn.COMPLETED);
    };
  }

  private static byte[] plain(byte[] frame) {
    return Zstd.decompress(frame, 64 << 20);
  }
}
