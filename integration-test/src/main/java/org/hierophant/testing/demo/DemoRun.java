package org.hierophant.testing.demo;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.hierophant.network.config.ExitCode;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.testing.HistoryPage;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.ProofCheck;
import org.hierophant.testing.sdk.HttpArtifactTransfer;
import org.hierophant.testing.sdk.ProofOrder;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.RpcConnections;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkClock;
import org.jspecify.annotations.Nullable;

/** One performance: processes, request, result. */
final class DemoRun {
  /** The longest that any SDK waits unless told otherwise. */
  private static final Duration WAIT = Duration.ofHours(4);

  private final DemoJob job;
  private final Victim victim;
  private final Path root;
  private final Stage stage;
  private final Screen screen;
  private final Timeline timeline = new Timeline();
  private @Nullable Follow follow;

  private DemoRun(DemoJob job, Victim victim, Path root, Stage stage, Screen screen) {
    this.job = job;
    this.victim = victim;
    this.root = root;
    this.stage = stage;
    this.screen = screen;
  }

  /** Plays it, with everything that was started gone when this returns or a signal ends us. */
  static ExitCode run(DemoJob job, Victim victim, boolean keep, Path root, Screen screen)
      throws InterruptedException {
    Stage stage;
    try {
      stage = Stage.open();
    } catch (IOException e) {
      System.err.println("demo: no temporary directory: " + e.getMessage());
      return ExitCode.FAILED;
    }
    Curtain curtain = Curtain.of(stage);
    try {
      new DemoRun(job, victim, root, stage, screen).play();
      if (keep) {
        screen.line("");
        screen.row("kept", "processes and %s, until Ctrl-C".formatted(stage.directory()));
        curtain.endsWith(ExitCode.OK);
        new CountDownLatch(1).await();
      }
      return ExitCode.OK;
    } catch (DemoFailure | IOException | IllegalStateException | StatusRuntimeException e) {
      if (!curtain.isFalling()) {
        stage.keepDirectory();
        screen.line("");
        screen.row("failed", String.valueOf(e.getMessage()));
        screen.row("", "logs of all processes: " + stage.directory());
      }
      return ExitCode.FAILED;
    } finally {
      stage.close();
    }
  }

  private void play() throws DemoFailure, IOException, InterruptedException {
    screen.line(
        "Hierophant demo: %s, %s proof for %s (mock mode: executed, not proved)"
            .formatted(job.title(), job.mode().name().toLowerCase(Locale.ROOT), job.sdk().name()));
    screen.line("");
    Simulation simulation = Simulation.start(job);
    startNetwork();
    screen.row(
        "program",
        "%s, stdin %s"
            .formatted(
                Format.count(job.program().elf().length, "bytes"),
                Format.count(job.stdin().length, "bytes")));
    screen.row("vk hash", job.program().vkHash().toString());
    screen.row("", "key " + job.keyOrigin());
    ExecutionReport expected = simulation.await(screen);
    try (SdkClient client = client()) {
      client.registerProgram(job.program().vkHash(), job.program().elf(), job.program().vk());
      RequestId id = request(client, expected);
      ProofOutcome outcome = client.await(id, WAIT, _ -> {});
      follow().requireKilled();
      byte[] proof = proof(client, id, outcome);
      report(client, id, proof, expected);
    }
  }

  private void startNetwork() throws IOException, InterruptedException {
    screen.live("starting   a coordinator", "");
    ProgramProcess coordinator = stage.startCoordinator();
    screen.live("starting   two workers", "");
    stage.startWorkers();
    screen.row(
        "network",
        "coordinator %d, %s %d, %s %d"
            .formatted(
                coordinator.pid(),
                Stage.WORKERS.get(0),
                stage.worker(Stage.WORKERS.get(0)).pid(),
                Stage.WORKERS.get(1),
                stage.worker(Stage.WORKERS.get(1)).pid()));
    screen.row("", "NETWORK_RPC_URL=" + stage.network().rpcUrl());
    screen.row("", "pages at %s/contemplants".formatted(stage.network().httpUrl()));
  }

  private SdkClient client() {
    SdkClock clock = new Watch(() -> look());
    return new SdkClient(
        RpcConnections.to(stage.network().rpcUrl(), job.sdk().sharedChannel()),
        new HttpArtifactTransfer(),
        job.sdk(),
        new SigningKey(Bytes32.random(new SecureRandom()).toBytes()),
        clock);
  }

  private void look() throws InterruptedException {
    if (follow != null) {
      follow.look();
    }
  }

  private Follow follow() {
    if (follow == null) {
      throw new IllegalStateException("nothing was requested");
    }
    return follow;
  }

  private RequestId request(SdkClient client, ExecutionReport expected)
      throws IOException, InterruptedException {
    ProofOrder order =
        ProofOrder.of(job.program().vkHash(), job.stdin(), job.mode())
            .withLimits(expected.cycles(), expected.gas().orElse(0))
            .expecting(Sha256.ofContent(expected.publicValues()).value());
    Instant asked = Instant.now();
    RequestId id = client.request(order);
    Instant answered = Instant.now();
    timeline.add(asked, "received", "stdin uploaded, RequestProof signed and answered");
    timeline.add(answered, "queued", "safe on disk; with the first worker that is free");
    follow = new Follow(stage, screen, timeline, id, victim);
    screen.row("request", id.toString());
    return id;
  }

  private byte[] proof(SdkClient client, RequestId id, ProofOutcome outcome)
      throws DemoFailure, InterruptedException {
    return switch (outcome) {
      case ProofOutcome.Proven(var bytes, _) -> bytes;
      case ProofOutcome.RequestUnexecutable _ ->
          throw new DemoFailure(
              "the network says that the program fails, cause %d, and it did not fail here"
                  .formatted(client.details(id).getRequest().getExecuteFailCause()));
      case ProofOutcome.RequestUnfulfillable _ -> throw new DemoFailure("the network gave up");
      case ProofOutcome.RequestTimedOut _ -> throw new DemoFailure("the deadline passed");
      case ProofOutcome.RequestAuctionTimedOut _ ->
          throw new DemoFailure("no worker took it within the auction's time");
    };
  }

  private void report(SdkClient client, RequestId id, byte[] proof, ExecutionReport expected)
      throws DemoFailure, IOException, InterruptedException {
    ProofRequest details = client.details(id).getRequest();
    Optional<HistoryPage.Entry> finished =
        HistoryPage.parse(stage.network().page("/proof-history")).of(id.toString());
    if (finished.isEmpty()) {
      throw new DemoFailure("/proof-history does not know the request");
    }
    timeline.add(finished.get().completedAt(), "done", "by %s".formatted(finished.get().worker()));
    screen.line("");
    List<String> lines = timeline.lines();
    for (int i = 0; i < lines.size(); i++) {
      screen.row(i == 0 ? "timeline" : "", lines.get(i));
    }
    screen.row("", "%s in all".formatted(Format.seconds(timeline.total())));
    screen.line("");
    screen.row("cycles", cycles(details, finished.get().completedAt()));
    byte[] values = expected.publicValues();
    screen.row(
        "public", "%s: %s".formatted(Format.count(values.length, "bytes"), Format.hex(values)));
    screen.row("", "as u32: " + Format.words(values));
    Path file = save(proof);
    screen.row("proof", "%s, %s".formatted(file, Format.count(proof.length, "bytes")));
    for (String page : List.of("contemplants", "proof-history", "ready", "actuator/prometheus")) {
      screen.row(
          page.equals("contemplants") ? "pages" : "", stage.network().httpUrl() + "/" + page);
    }
    screen.line("");
    requireRight(proof, details, expected);
    screen.row(
        "right",
        "the proof is, byte for byte, what the SDK's mock prover makes of this key and of");
    screen.row("", "the public values that the execution on this side gave; cycles and hash agree");
  }

  private String cycles(ProofRequest details, Instant done) {
    String counted =
        Format.count(details.getCycles(), "cycles")
            + (details.hasGasUsed() ? ", " + Format.count(details.getGasUsed(), "gas") : "");
    return follow()
        .executingSince()
        .map(
            since ->
                "%s, %s on the worker"
                    .formatted(
                        counted, Format.speed(details.getCycles(), Duration.between(since, done))))
        .orElse(counted + ", too quick to see at what speed");
  }

  private Path save(byte[] proof) throws IOException {
    Path folder = Files.createDirectories(root.resolve("target").resolve("demo"));
    Path file =
        folder.resolve(
            "v%s-%s.proof.bin"
                .formatted(
                    DemoJob.number(job.program().generation()),
                    job.mode().name().toLowerCase(Locale.ROOT)));
    Files.write(file, proof);
    return file;
  }

  private void requireRight(byte[] proof, ProofRequest details, ExecutionReport expected)
      throws DemoFailure {
    Optional<String> fault =
        ProofCheck.fault(
            proof, job.mode(), job.sdk().circuitVersion(), job.program(), expected.publicValues());
    if (fault.isPresent()) {
      throw new DemoFailure("the proof is not the one expected: " + fault.get());
    }
    if (details.getCycles() != expected.cycles()) {
      throw new DemoFailure(
          "the worker counted %,d cycles, and %,d are right"
              .formatted(details.getCycles(), expected.cycles()));
    }
    Bytes32 hash = Sha256.ofContent(expected.publicValues()).value();
    if (!Bytes32.of(details.getPublicValuesHash().toByteArray()).equals(hash)) {
      throw new DemoFailure("the details name another hash of the public values");
    }
  }
}
