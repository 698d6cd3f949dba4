package org.hierophant.contemplant.prover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.testing.FakeCluster;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.format.ProgramArtifact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cancel within five seconds, whatever hangs: no call here would end by itself within any test's
 * time.
 */
@Timeout(60)
class ClusterCancelTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("hierophant.root"), "samples/fibonacci");
  private static final Capability COMPRESSED =
      new Capability(ProverVm.SP1, ProofMode.COMPRESSED, new CircuitVersion("v6.1.0"), false);
  private static final long CANCEL_SECONDS = 5;

  /** Who asks the cluster now and then: what proves, and what looks whether it is there. */
  private static final int CALLERS = 2;

  @TempDir Path directory;

  private final Cancellation cancellation = new Cancellation();
  private final StuckStore store = new StuckStore();
  private FakeCluster cluster;
  private ClusterProver prover;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster();
    Duration never = Duration.ofHours(1);
    Duration often = Duration.ofMillis(20);
    prover =
        new ClusterProver(
            "cluster-1",
            Set.of(COMPRESSED),
            new ClusterParts(
                new ClusterConnection(cluster.uri(), never),
                store,
                new Submissions(directory.resolve("records")),
                new ClusterLimits(never, often, often, often, never, often, never),
                InstantSource.system()),
            new Referee(new ExecuteLimits(64 << 20, 16 << 20, 1 << 20)));
    CountDownLatch usable = new CountDownLatch(1);
    prover.start(usable::countDown);
    usable.await();
  }

  @AfterEach
  void stop() {
    prover.close();
    cluster.close();
  }

  @Test
  void reachesAClusterThatProvesAndFreesTheSlot() throws Exception {
    CompletableFuture<ProofOutcome> outcome = proving();
    awaitTrue(() -> !cluster.created.isEmpty());

    cancellation.cancel("enough");

    assertThat(outcome.get(CANCEL_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ProofOutcome.Cancelled.class);
    assertThat(cluster.cancelled).containsExactly(cluster.created.getFirst().getProofId());
  }

  @Test
  void doesNotWaitForAClusterThatDoesNotAnswerWhichIsToldLater() throws Exception {
    CompletableFuture<ProofOutcome> outcome = proving();
    awaitTrue(() -> !cluster.created.isEmpty());
    hushCluster();

    cancellation.cancel("enough");

    assertThat(outcome.get(CANCEL_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ProofOutcome.Cancelled.class);
    assertThat(cluster.cancelled).isEmpty();
    cluster.speakAgain();
    remove(directory.resolve("attempt"));
    awaitTrue(() -> cluster.cancelled.contains(cluster.created.getFirst().getProofId()));
  }

  @Test
  void doesNotWaitForTheAnswerToASubmission() throws Exception {
    store.hold(ArtifactType.STDIN);
    CompletableFuture<ProofOutcome> outcome = proving();
    store.awaitHeld();
    int asked = cluster.asked.get();
    cluster.silent = true;
    store.release();
    awaitTrue(() -> cluster.asked.get() >= asked + CALLERS);

    cancellation.cancel("enough");

    assertThat(outcome.get(CANCEL_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ProofOutcome.Cancelled.class);
  }

  @Test
  void doesNotWaitForAnUploadThatIsStuck() throws Exception {
    store.hold(ArtifactType.STDIN);
    CompletableFuture<ProofOutcome> outcome = proving();
    store.awaitHeld();

    cancellation.cancel("enough");

    assertThat(outcome.get(CANCEL_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ProofOutcome.Cancelled.class);
    assertThat(cluster.created).isEmpty();
    assertThat(store.wasInterrupted()).isTrue();
  }

  @Test
  void doesNotWaitForADownloadThatIsStuck() throws Exception {
    cluster.fate = pending -> pending.toBuilder().setProofStatus(FakeCluster.COMPLETED).build();
    store.hold(ArtifactType.PROOF);
    CompletableFuture<ProofOutcome> outcome = proving();
    store.awaitHeld();

    cancellation.cancel("enough");

    assertThat(outcome.get(CANCEL_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ProofOutcome.Cancelled.class);
  }

  /** From when this returns every caller waits. */
  private void hushCluster() {
    int asked = cluster.asked.get();
    cluster.silent = true;
    awaitTrue(() -> cluster.asked.get() >= asked + CALLERS);
  }

  private static void remove(Path attempt) throws IOException {
    Files.delete(attempt.resolve("program"));
    Files.delete(attempt.resolve("stdin"));
    Files.delete(attempt);
  }

  private CompletableFuture<ProofOutcome> proving() throws IOException {
    Path attempt = Files.createDirectories(directory.resolve("attempt"));
    ProofTask task =
        new ProofTask(
            COMPRESSED,
            new VkHash(new Bytes32(1, 2, 3, 4)),
            ByteString.copyFrom(Files.readAllBytes(SAMPLE.resolve("v6.vk"))),
            Files.write(
                attempt.resolve("program"),
                ProgramArtifact.write(Files.readAllBytes(SAMPLE.resolve("v6.elf")))),
            Files.copy(SAMPLE.resolve("stdin.bin"), attempt.resolve("stdin")),
            attempt.resolve("proof"),
            -1,
            -1,
            Optional.empty(),
            Duration.ofHours(1));
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return prover.prove(task, cancellation, _ -> {});
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitTrue(BooleanSupplier check) {
    while (!check.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** Takes everything at once, but what it is told to hold, and looks at nobody's wishes then. */
  private static final class StuckStore implements ClusterArtifacts {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile Optional<ArtifactType> holding = Optional.empty();

    void hold(ArtifactType type) {
      holding = Optional.of(type);
    }

    void awaitHeld() throws InterruptedException {
      held.await();
    }

    void release() {
      released.countDown();
    }

    boolean wasInterrupted() throws InterruptedException {
      return interrupted.await(CANCEL_SECONDS, TimeUnit.SECONDS);
    }

    private void pass(ArtifactType type) throws IOException {
      if (!holding.equals(Optional.of(type))) {
        return;
      }
      held.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw new UnreachableException("its connection is closed", e);
      }
    }

    @Override
    public void ping() {}

    @Override
    public boolean has(ArtifactType type, String id) {
      return false;
    }

    @Override
    public boolean put(
        ArtifactType type, String id, Path file, Optional<Duration> life, BooleanSupplier stop)
        throws IOException {
      pass(type);
      return true;
    }

    @Override
    public Fetched fetch(ArtifactType type, String id, Path file, BooleanSupplier stop)
        throws IOException {
      pass(type);
      return Fetched.ABSENT;
    }

    @Override
    public void remove(ArtifactType type, String id) {}

    @Override
    public void close() {}
  }
}
