package org.hierophant.testing.demo;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.hierophant.network.config.ExitCode;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.testing.HistoryPage;
import org.hierophant.testing.ProgramProcess;
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
  private final boolean real;
  private final boolean keep;
  private final Path root;
  private final Stage stage;
  private final Screen screen;
  private final Timeline timeline = new Timeline();
  private @Nullable Follow follow;

  private DemoRun(
      DemoJob job,
      Victim victim,
      boolean real,
      boolean keep,
      Path root,
      Stage stage,
      Screen screen) {
    this.job = job;
    this.victim = victim;
    this.real = real;
    this.keep = keep;
    this.root = root;
    this.stage = stage;
    this.screen = screen;
  }

  /** Plays it, with everything that was started gone when this returns or a signal ends us. */
  static ExitCode run(
      DemoJob job, Victim victim, Optional<Path> prover, boolean keep, Path root, Screen screen)
      throws InterruptedException {
    Stage stage;
    try {
      stage = Stage.open(victim, prover);
    } catch (IOException e) {
      System.err.println("demo: no temporary directory: " + e.getMessage());
      return ExitCode.FAILED;
    }
    Curtain curtain = Curtain.of(stage, screen);
    try {
      new DemoRun(job, victim, prover.isPresent(), keep, root, stage, screen).play();
      if (keep) {
        screen.line("");
        screen.row("kept", "processes and %s, until Ctrl-C".formatted(stage.directory()));
        curtain.endsWith(ExitCode.OK);
        new CountDownLatch(1).await();
      }
      return ExitCode.OK;
    } catch (DemoFailure | IOException | IllegalStateException | StatusRuntimeException e) {
      if (!curtain.isFalling()) {
        screen.line("");
        screen.row("failed", firstLine(e));
        if (!(e instanceof DemoFailure failure) || failure.logsTell()) {
          stage.keepDirectory();
          screen.row("", "logs of all processes: " + stage.directory());
        }
      }
      return ExitCode.FAILED;
    } finally {
      stage.close();
    }
  }

  /** What follows in some messages is the end of a log, which is on disk. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void play() throws DemoFailure, IOException, InterruptedException {
    screen.line(
        "One request through a coordinator and %s, all on this machine"
            .formatted(real ? "a worker that proves" : "two workers"));
    screen.line("");
    screen.row(
        "program",
        "%s: ELF %s, stdin %s"
            .formatted(
                job.title(),
                Format.count(job.program().elf().length, "bytes"),
                Format.count(job.stdin().length, "bytes")));
    screen.row("", "vk hash " + job.program().vkHash());
    screen.row("", "key " + job.keyOrigin());
    screen.row(
        "asked for",
        "%s proof, as %s asks; %s"
            .formatted(
                job.mode().name().toLowerCase(Locale.ROOT),
                job.sdk().name(),
                real ? "proved on these CPUs" : "mock mode: executed, not proved"));
    Simulation simulation = Simulation.start(job);
    startNetwork();
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
    screen.live("starting coordinator", "", "");
    ProgramProcess coordinator = stage.startCoordinator();
    screen.live(real ? "starting a prover: some minutes" : "starting workers", "", "");
    stage.startWorkers();
    String workers =
        stage.workers().stream()
            .map(name -> name + " " + stage.worker(name).pid())
            .collect(Collectors.joining(", "));
    screen.row("processes", "coordinator %d, workers %s".formatted(coordinator.pid(), workers));
    screen.row("", "NETWORK_RPC_URL=" + stage.network().rpcUrl());
    screen.row("", "pages at " + stage.network().httpUrl() + "/contemplants");
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
    timeline.step(asked, "received", "stdin uploaded, RequestProof signed and answered");
    timeline.step(answered, "queued", "safe on disk, until somebody was seen to have it");
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
    HistoryPage.Entry finished =
        HistoryPage.parse(stage.network().page("/proof-history"))
            .of(id.toString())
            .orElseThrow(() -> new DemoFailure("/proof-history does not know the request"));
    timeline.step(finished.completedAt(), "done", "by " + finished.worker());
    Result result =
        new Result(
            job,
            expected,
            proof,
            details,
            follow()
                .executingSince()
                .map(since -> Duration.between(since, finished.completedAt())));
    screen.line("");
    show(timeline);
    screen.line("");
    result.show(screen, result.save(root));
    if (real) {
      PassportFile.save(stage.network(), id, root).show(screen, job);
    }
    String label = "pages";
    for (String page : List.of("contemplants", "proof-history", "ready", "actuator/prometheus")) {
      screen.row(label, stage.network().httpUrl() + "/" + page);
      label = "";
    }
    if (!keep) {
      screen.row("", "gone with the demo; --keep leaves them up");
    }
    screen.line("");
    if (real) {
      screen.row("right", "The proof holds: %s.".formatted(result.requireGenuine()));
      return;
    }
    result.requireRight();
    screen.row(
        "right",
        "The proof is, byte for byte, what the SDK's mock prover makes of this key and of the public"
            + " values that the execution on this side gave; cycles and hash agree.");
  }

  private void show(Timeline seen) {
    String label = "timeline";
    for (String line : seen.lines()) {
      screen.raw(label, line);
      label = "";
    }
    screen.row(
        "",
        "%s in all, seen from here every %d ms; done as the coordinator wrote it down"
            .formatted(Format.seconds(seen.total()), Watch.PAUSE.toMillis()));
  }
}
