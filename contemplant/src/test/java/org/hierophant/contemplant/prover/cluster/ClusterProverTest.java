package org.hierophant.contemplant.prover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofOutcome.GuestFailed;
import org.hierophant.contemplant.prover.ProofOutcome.Proved;
import org.hierophant.contemplant.prover.ProofOutcome.ProverFailed;
import org.hierophant.contemplant.prover.ProofOutcome.WorkerFailed;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.testing.FakeCluster;
import org.hierophant.contemplant.testing.RedisServer;
import org.hierophant.contemplant.testing.S3Server;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ExecutionResult;
import org.hierophant.proto.cluster.ProofRequestCreateRequest;
import org.hierophant.sp1.format.ProgramArtifact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import software.amazon.awssdk.core.sync.RequestBody;

/** The real prover with a real Redis, and a cluster that does as the test says. */
@Timeout(120)
class ClusterProverTest {
  private static final Path SAMPLES = Path.of(System.getProperty("hierophant.root"), "samples");
  private static final Capability COMPRESSED =
      new Capability(ProverVm.SP1, ProofMode.COMPRESSED, new CircuitVersion("v6.1.0"), false);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final ExecuteLimits ROOMY = new ExecuteLimits(64 << 20, 16 << 20, 1 << 20);
  private static final ExecuteLimits TIGHT = new ExecuteLimits(1_000, 16 << 20, 1 << 20);

  @TempDir Path directory;

  private final LinkedBlockingQueue<Set<Capability>> changes = new LinkedBlockingQueue<>();
  private final List<Progress> progress = Collections.synchronizedList(new ArrayList<>());
  private final Cancellation cancellation = new Cancellation();
  private RedisServer server;
  private RedisClient redis;
  private FakeCluster cluster;
  private ClusterProver prover;
  private Duration outage = LONG;
  private ClusterStore store;
  private ExecuteLimits refereeLimits = ROOMY;

  @BeforeEach
  void lay() throws IOException {
    server = RedisServer.start();
    redis = RedisClient.create(server.uri());
    store = new ClusterStore.Redis(List.of(server.uri()));
    cluster = new FakeCluster();
  }

  @AfterEach
  void clear() {
    if (server != null) {
      if (prover != null) {
        prover.close();
      }
      cluster.close();
      redis.close();
      server.close();
    }
  }

  @Test
  void aProofIsWhatTheClusterLeft() throws Exception {
    start();
    byte[] proof = proof(COMPRESSED);
    cluster.fate = done(proof);

    ProofOutcome outcome = prove("fibonacci", LONG);

    Proved proved = (Proved) outcome;
    assertThat(proved.cycles()).isPresent();
    assertThat(proved.publicValuesHash()).isPresent();
    assertThat(attempt().resolve("proof")).hasBinaryContent(proof);
    assertThat(progress).isSorted();
    assertThat(progress.getLast().percent()).isGreaterThanOrEqualTo(95);
  }

  @Test
  void theClusterFindsProgramAndStdinAndIsToldModeLimitsAndDeadline() throws Exception {
    start();
    cluster.fate = done(proof(COMPRESSED));
    Instant before = Instant.now();

    prove("fibonacci", LONG);

    ProofRequestCreateRequest request = cluster.created.getFirst();
    assertThat(request.getOptionsArtifactId()).isEqualTo("2");
    assertThat(request.getCycleLimit()).isEqualTo(-1);
    assertThat(request.getGasLimit()).isEqualTo(-1);
    assertThat(request.getStdinPrivate()).isFalse();
    assertThat(Instant.ofEpochSecond(request.getDeadline()))
        .isBetween(before.plusSeconds(55), Instant.now().plusSeconds(61));
    assertThat(stored(request.getProgramArtifactId()))
        .isEqualTo(ProgramArtifact.write(Files.readAllBytes(sample("fibonacci", "v6.elf"))));
    assertThat(stored(request.getStdinArtifactId()))
        .isEqualTo(Files.readAllBytes(sample("fibonacci", "stdin.bin")));
    assertThat(redis.ttl(request.getProgramArtifactId())).isEqualTo(-1);
    assertThat(redis.ttl(request.getStdinArtifactId())).isGreaterThan(21_000);
  }

  @Test
  void aProofThatWasGivenIsGoneOnWithAfterARestart() throws Exception {
    start();
    CompletableFuture<Thread> first = new CompletableFuture<>();
    Thread thread = Thread.ofPlatform().start(() -> proveUntilInterrupted(first));
    awaitTrue(() -> cluster.created.size() == 1);
    thread.interrupt();
    thread.join();
    prover.close();
    start();
    byte[] proof = proof(COMPRESSED);
    cluster.change(done(proof));

    ProofOutcome outcome = prove("fibonacci", LONG);

    assertThat(outcome).isInstanceOf(Proved.class);
    assertThat(attempt().resolve("proof")).hasBinaryContent(proof);
    assertThat(cluster.created).hasSize(1);
    assertThat(cluster.cancelled).isEmpty();
  }

  @Test
  void aProofOfWhichTheClusterNeverHeardIsGivenUnderTheSameId() throws Exception {
    start();
    Path attempt = Files.createDirectories(attempt());
    Submission noted = Submission.draw("program_x", attempt);
    new Submissions(directory.resolve("records")).put(noted);
    cluster.fate = done(proof(COMPRESSED));

    ProofOutcome outcome = prove("fibonacci", LONG);

    assertThat(outcome).isInstanceOf(Proved.class);
    assertThat(cluster.created)
        .extracting(ProofRequestCreateRequest::getProofId)
        .containsExactly(noted.proof());
  }

  @Test
  void aSubmissionWhoseAnswerWasLostIsNoSecondProof() throws Exception {
    start();
    cluster.loseNextAnswer = true;
    cluster.fate = done(proof(COMPRESSED));

    ProofOutcome outcome = prove("fibonacci", LONG);

    assertThat(outcome).isInstanceOf(Proved.class);
    assertThat(cluster.created).hasSize(2);
    assertThat(cluster.proofs).hasSize(1);
  }

  @Test
  void cancellationReachesTheCluster() throws Exception {
    start();
    Thread canceller =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitTrue(() -> !cluster.created.isEmpty());
                  cancellation.cancel("enough");
                });

    ProofOutcome outcome = prove("fibonacci", LONG);

    canceller.join();
    assertThat(outcome).isInstanceOf(ProofOutcome.Cancelled.class);
    assertThat(cluster.cancelled).containsExactly(cluster.created.getFirst().getProofId());
  }

  @Test
  void aCancelDoesNotWaitForAStoreThatIsStuckInAnUpload() throws Exception {
    start();
    redis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "600000", "WRITE");
    CompletableFuture<ProofOutcome> outcome = proving();
    awaitTrue(() -> redis.info("clients").contains("blocked_clients:1"));

    cancellation.cancel("enough");

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(ProofOutcome.Cancelled.class);
    assertThat(cluster.created).isEmpty();
    assertThat(cluster.cancelled).hasSize(1);
  }

  @Test
  void theEndOfTheLeaseEndsItInTheClusterToo() throws Exception {
    start();

    ProofOutcome outcome = prove("fibonacci", Duration.ofSeconds(2));

    assertThat(((WorkerFailed) outcome).detail()).contains("lease");
    assertThat(cluster.cancelled).hasSize(1);
  }

  @Test
  void aFailureOfTheClusterIsTheProversWithItsReason() throws Exception {
    start();
    cluster.fate =
        pending ->
            pending.toBuilder()
                .setProofStatus(FakeCluster.FAILED)
                .setExtraData("{\"proving_failure\":{\"reason\":\"GPU on fire\"}}")
                .build();

    ProofOutcome outcome = prove("fibonacci", LONG);

    assertThat(((ProverFailed) outcome).detail()).contains("GPU on fire");
  }

  @Test
  void aProgramThatEndsWellHereIsNotBlamedByTheCluster() throws Exception {
    start();
    cluster.fate = accused(2);

    assertThat(prove("fibonacci", LONG)).isInstanceOf(ProverFailed.class);
  }

  @Test
  void whereItCannotBeExecutedHereTheClusterIsBelieved() throws Exception {
    refereeLimits = TIGHT;
    start();
    cluster.fate = accused(2);

    GuestFailed failed = (GuestFailed) prove("fibonacci", LONG);

    assertThat(failed.executeFailureCause()).isEqualTo(2);
    assertThat(failed.cycles()).hasValue(77);
  }

  @Test
  void aProgramThatFailsHereIsTakenBackFromTheCluster() throws Exception {
    start();

    GuestFailed failed = (GuestFailed) prove("panic", LONG);

    assertThat(failed.executeFailureCause()).isEqualTo(1);
    assertThat(cluster.proofs.values())
        .noneMatch(proof -> proof.getProofStatus() == FakeCluster.PENDING);
  }

  @Test
  void aCompletedProofThatIsNotThereOrNotGoodIsAFailure() throws Exception {
    start();
    cluster.fate = pending -> pending.toBuilder().setProofStatus(FakeCluster.COMPLETED).build();
    assertThat(((ProverFailed) prove("fibonacci", LONG)).detail()).contains("has no proof");

    nextAttempt();
    cluster.fate = done(proof(new Capability(ProverVm.SP1, ProofMode.CORE, v6(), false)));
    assertThat(((ProverFailed) prove("fibonacci", LONG)).detail()).contains("of kind 0");
    assertThat(attempt().resolve("proof")).doesNotExist();

    nextAttempt();
    cluster.fate = left("no frame at all".getBytes(StandardCharsets.UTF_8));
    assertThat(((ProverFailed) prove("fibonacci", LONG)).detail()).contains("zstd");
    assertThat(attempt().resolve("proof")).doesNotExist();
  }

  @Test
  void aClusterThatIsAwayForAMomentIsAskedAgain() throws Exception {
    start();
    cluster.failing.set(5);
    cluster.fate = done(proof(COMPRESSED));

    assertThat(prove("fibonacci", LONG)).isInstanceOf(Proved.class);
  }

  @Test
  void aClusterThatStaysAwayIsThisWorkersFailureAndEndsItsCapabilities() throws Exception {
    outage = Duration.ofMillis(100);
    start();
    cluster.failing.set(Integer.MAX_VALUE);

    ProofOutcome outcome = prove("fibonacci", LONG);

    assertThat(((WorkerFailed) outcome).detail()).contains("cannot be used", "UNAVAILABLE");
    assertThat(changes.poll(60, TimeUnit.SECONDS)).isEmpty();
    cluster.failing.set(0);
    assertThat(changes.poll(60, TimeUnit.SECONDS)).containsExactly(COMPRESSED);
  }

  @Test
  void whatIsLeftOfAnAttemptThatIsGoneIsTakenBack() throws Exception {
    start();
    cluster.fate = done(proof(COMPRESSED));
    prove("fibonacci", LONG);
    ProofRequestCreateRequest request = cluster.created.getFirst();
    assertThat(redis.exists(request.getProofArtifactId())).isTrue();

    Files.delete(attempt().resolve("program"));
    Files.delete(attempt().resolve("stdin"));
    Files.delete(attempt().resolve("proof"));
    Files.delete(attempt());

    awaitTrue(() -> cluster.cancelled.contains(request.getProofId()));
    awaitTrue(() -> isEmpty(directory.resolve("records")));
    assertThat(redis.keys("*")).containsExactly(request.getProgramArtifactId());
  }

  @Test
  void aClusterWhoseStoreIsABucketFindsItsInputThereAndLeavesItsProofThere() throws Exception {
    try (S3Server bucket = S3Server.start()) {
      store = bucket.store();
      start();
      byte[] proof = proof(COMPRESSED);
      cluster.fate =
          pending -> {
            bucket.client.putObject(
                r -> r.bucket(S3Server.BUCKET).key("proofs/" + pending.getProofArtifactId()),
                RequestBody.fromBytes(Zstd.compress(proof)));
            return pending.toBuilder().setProofStatus(FakeCluster.COMPLETED).build();
          };

      ProofOutcome outcome = prove("fibonacci", LONG);

      ProofRequestCreateRequest request = cluster.created.getFirst();
      assertThat(outcome).isInstanceOf(Proved.class);
      assertThat(attempt().resolve("proof")).hasBinaryContent(proof);
      for (String key :
          List.of(
              "programs/" + request.getProgramArtifactId(),
              "stdins/" + request.getStdinArtifactId())) {
        assertThat(bucket.client.headObject(r -> r.bucket(S3Server.BUCKET).key(key)))
            .as(key)
            .isNotNull();
      }
    }
  }

  @Test
  void aStoreThatLetsNobodyInIsThisWorkersFailureAndTellsWhy() throws Exception {
    start();
    redis.sendCommand(Protocol.Command.ACL, "SETUSER", "default", "-exists");

    ProofOutcome outcome = prove("fibonacci", LONG);

    assertThat(((WorkerFailed) outcome).detail()).contains("cannot be used", "NOPERM");
    assertThat(cluster.created).isEmpty();
  }

  // ---- tools ----

  private int attempts = 1;

  private void nextAttempt() {
    attempts++;
  }

  private Path attempt() {
    return directory.resolve("attempt-" + attempts);
  }

  private void start() throws InterruptedException {
    prover =
        new ClusterProver(
            "cluster-1",
            Set.of(COMPRESSED),
            cluster.uri(),
            store,
            directory.resolve("records"),
            new ClusterLimits(
                Duration.ofSeconds(20),
                Duration.ofMillis(5),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                outage,
                Duration.ofMillis(20),
                Duration.ofHours(1)),
            new Referee(refereeLimits));
    prover.start(() -> changes.add(prover.capabilities()));
    assertThat(changes.poll(60, TimeUnit.SECONDS)).containsExactly(COMPRESSED);
  }

  private ProofOutcome prove(String sample, Duration time)
      throws IOException, InterruptedException {
    Path attempt = Files.createDirectories(attempt());
    ProofTask task =
        new ProofTask(
            COMPRESSED,
            new VkHash(new Bytes32(1, 2, 3, 4)),
            ByteString.copyFrom(Files.readAllBytes(sample(sample, "v6.vk"))),
            Files.write(
                attempt.resolve("program"),
                ProgramArtifact.write(Files.readAllBytes(sample(sample, "v6.elf")))),
            Files.write(attempt.resolve("stdin"), Files.readAllBytes(sample(sample, "stdin.bin"))),
            attempt.resolve("proof"),
            -1,
            -1,
            Optional.empty(),
            time);
    return prover.prove(task, cancellation, progress::add);
  }

  private CompletableFuture<ProofOutcome> proving() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return prove("fibonacci", LONG);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void proveUntilInterrupted(CompletableFuture<Thread> ended) {
    try {
      prove("fibonacci", LONG);
    } catch (IOException e) {
      ended.completeExceptionally(e);
    } catch (InterruptedException _) {
      ended.complete(Thread.currentThread());
    }
  }

  private UnaryOperator<ClusterProofRequest> done(byte[] proof) {
    return left(Zstd.compress(proof));
  }

  /** Completed, with this in its store. */
  private UnaryOperator<ClusterProofRequest> left(byte[] artifact) {
    return pending -> {
      redis.set(pending.getProofArtifactId().getBytes(StandardCharsets.UTF_8), artifact);
      return pending.toBuilder().setProofStatus(FakeCluster.COMPLETED).build();
    };
  }

  private static UnaryOperator<ClusterProofRequest> accused(int cause) {
    return pending ->
        pending.toBuilder()
            .setProofStatus(FakeCluster.FAILED)
            .setExecutionResult(
                ExecutionResult.newBuilder().setStatus(3).setFailureCause(cause).setCycles(77))
            .build();
  }

  private byte[] stored(String id) {
    byte[] frame = redis.get(id.getBytes(StandardCharsets.UTF_8));
    return Zstd.decompress(frame, 64 << 20);
  }

  private static CircuitVersion v6() {
    return new CircuitVersion("v6.1.0");
  }

  /** Both ends as they should be. */
  private static byte[] proof(Capability capability) {
    byte[] version = capability.circuitVersion().text().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(4 + 2_000 + 8 + version.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(capability.mode().number() - 1)
        .position(4 + 2_000)
        .putLong(version.length)
        .put(version)
        .array();
  }

  private static Path sample(String name, String file) {
    return SAMPLES.resolve(name).resolve(file);
  }

  private static boolean isEmpty(Path records) {
    try (var files = Files.list(records)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private interface Check {
    boolean holds();
  }

  private static void awaitTrue(Check check) {
    while (!check.holds()) {
      Thread.onSpinWait();
    }
  }
}
