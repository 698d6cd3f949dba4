package org.hierophant.contemplant;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.hierophant.contemplant.config.ContemplantConfig;
import org.hierophant.contemplant.config.StateDirectory;
import org.hierophant.contemplant.health.HealthServer;
import org.hierophant.contemplant.health.ProversPage;
import org.hierophant.contemplant.job.AttemptShelf;
import org.hierophant.contemplant.job.Jobs;
import org.hierophant.contemplant.job.WorkerProfile;
import org.hierophant.contemplant.link.CoordinatorLink;
import org.hierophant.contemplant.link.LinkSettings;
import org.hierophant.contemplant.link.Pause;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.transfer.ArtifactCache;
import org.hierophant.contemplant.transfer.ArtifactClient;
import org.hierophant.network.config.ProgramVersion;
import org.jspecify.annotations.Nullable;

/** A running worker: its parts, started and stopped in order. */
public final class Contemplant implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** Where in the state directory the records of child processes are. */
  static final String CHILDREN = "children";

  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  /** How long {@link #drain} and {@link #close} may take beyond the time for draining. */
  static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ContemplantConfig config;
  private final StateDirectory state;
  private final HttpClient http;
  private final HealthServer health;
  private final List<Prover> provers;
  private final Jobs jobs;
  private final CoordinatorLink link;
  private final @Nullable MagisterCheck magister;
  private final String name;
  private boolean closed;

  private Contemplant(ContemplantConfig config, List<Prover> provers, StateDirectory state)
      throws IOException {
    this.config = config;
    this.state = state;
    this.provers = List.copyOf(provers);
    RandomGenerator random = RandomGenerator.getDefault();
    this.http =
        HttpClient.newBuilder()
            .version(
                HttpClient.Version.HTTP_1_1) // no offer to upgrade, which some proxies take ill
            .connectTimeout(CONNECT_LIMIT)
            .build();
    ArtifactClient client =
        new ArtifactClient(
            http, ArtifactClient.originOf(config.coordinator()), Pause.real(), random);
    ArtifactCache cache =
        new ArtifactCache(
            Files.createDirectories(state.resolve("cache")), config.cacheMebibytes() << 20, client);
    this.name = state.name(config.name(), random);
    WorkerProfile profile =
        new WorkerProfile(
            state.workerId(),
            name,
            ProgramVersion.text(),
            config.effectiveSlots(),
            config.magisterDropEndpoint());
    AtomicReference<@Nullable CoordinatorLink> speaker = new AtomicReference<>();
    Path attempts = state.resolve("attempts");
    this.jobs =
        new Jobs(
            profile,
            provers,
            new AttemptShelf(attempts),
            cache,
            client,
            message -> {
              CoordinatorLink present = speaker.get();
              return present != null && present.say(message);
            });
    this.link =
        new CoordinatorLink(
            http,
            new LinkSettings(
                config.coordinator(),
                config.token(),
                config.heartbeatInterval(),
                LinkSettings.FIRST_DELAY,
                LinkSettings.LONGEST_DELAY,
                LinkSettings.PROBE_INTERVAL,
                LinkSettings.ACKNOWLEDGE_LIMIT),
            Pause.real(),
            random,
            jobs);
    speaker.set(link);
    this.magister =
        config
            .magisterDropEndpoint()
            .map(url -> new MagisterCheck(http, url, Pause.real(), random))
            .orElse(null);
    this.health =
        HealthServer.start(
            config.httpPort(),
            this::isReady,
            () -> ProversPage.of(this.provers.stream().map(Prover::state).toList()));
  }

  /**
   * Starts a worker; it connects in the background, for ever.
   *
   * @throws IOException if the state directory or the health port cannot be had
   */
  public static Contemplant start(ContemplantConfig config, List<Prover> provers)
      throws IOException {
    StateDirectory state = StateDirectory.claim(config.stateDirectory());
    try {
      new ChildRecords(state.resolve(CHILDREN)).clearLeftovers();
      Contemplant contemplant = new Contemplant(config, provers, state);
      provers.forEach(prover -> prover.start(contemplant::proversChanged));
      contemplant.link.start();
      if (contemplant.magister != null) {
        contemplant.magister.start();
      }
      return contemplant;
    } catch (IOException | RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private void proversChanged() {
    jobs.capabilitiesChanged();
    link.renew();
  }

  /** Registered with a prover that is usable and, if a Magister rents this machine, known to it. */
  public boolean isReady() {
    return link.wasWelcomed() && jobs.isCapable() && (magister == null || magister.isVerified());
  }

  public int healthPort() {
    return health.port();
  }

  /** As configured, or drawn at the first start. */
  public String name() {
    return name;
  }

  /** Returns once the coordinator has let this worker go, or it was closed. */
  void awaitEnd() throws InterruptedException {
    jobs.awaitDrained();
  }

  /**
   * Takes no more offers, finishes what it holds within the configured time, and hands the rest
   * back.
   */
  void drain() throws InterruptedException {
    jobs.drain("worker stops");
    if (!jobs.awaitIdle(config.drainLimit())) {
      jobs.stop(STOP_LIMIT);
    }
  }

  /** Ends now; what is held stays on disk. A second call waits for the first. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    link.close();
    jobs.close();
    closeProvers();
    if (magister != null) {
      magister.close();
    }
    health.close();
    http.shutdownNow();
    state.close();
  }

  /** All at once: each takes a moment to end well. */
  private void closeProvers() {
    List<Thread> closing =
        provers.stream()
            .map(prover -> Thread.ofVirtual().name("close-prover").start(prover::close))
            .toList();
    try {
      for (Thread one : closing) {
        one.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // what is left is cleared at the next start
    }
  }
}
