package org.hierophant.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator and its workers as child processes on free loopback ports, all their files in one
 * directory. The directory outlives the processes, so that a killed one can be started again.
 */
public final class LocalNetwork implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** A CPU prover computes tables for minutes before it is ready. */
  private static final Duration PROVER_START_LIMIT = Duration.ofMinutes(30);

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
  private static final String COORDINATOR = "org.hierophant.coordinator.HierophantApplication";
  private static final String WORKER = "org.hierophant.contemplant.ContemplantApplication";

  /** JVM arguments for a process that starts fast, lives short and does little. */
  private static final List<String> QUICK_START =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final List<String> WORKER_JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();

  private final Path directory;
  private final int grpcPort;
  private final int httpPort;
  private boolean mock = true;
  private final List<ProgramProcess> started = new ArrayList<>();
  private final Map<String, Integer> workerPorts = new ConcurrentHashMap<>();
  private @Nullable ProgramProcess coordinator;
  private boolean closed;

  private LocalNetwork(Path directory, int grpcPort, int httpPort) {
    this.directory = directory;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  /**
   * Reserves ports for a network that lives in {@code directory}; nothing is started yet.
   *
   * @throws IOException if the directory cannot be made or no port is free
   */
  public static LocalNetwork in(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new LocalNetwork(directory, freePort(), freePort());
  }

  /** Where clients send their calls: what {@code NETWORK_RPC_URL} would hold. */
  public URI rpcUrl() {
    return URI.create("http://127.0.0.1:" + grpcPort);
  }

  /** Where artifacts and status pages are. */
  public URI httpUrl() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  public Path directory() {
    return directory;
  }

  /** From the next start on the coordinator verifies proofs, and takes no mock ones. */
  public void verifyProofs() {
    mock = false;
  }

  /**
   * Starts the coordinator, in mock mode unless told otherwise, and waits until it answers; also
   * after it was killed.
   *
   * @param settings TOML lines added to its configuration
   */
  public ProgramProcess startCoordinator(String... settings)
      throws IOException, InterruptedException {
    return startCoordinator(QUICK_START, settings);
  }

  /** As above, with JVM arguments of the caller's. */
  public ProgramProcess startCoordinator(List<String> jvmArguments, String... settings)
      throws IOException, InterruptedException {
    ProgramProcess process = launchCoordinator(jvmArguments, settings);
    process.await("answering /health", START_LIMIT, () -> isTrue(httpUrl().resolve("/health")));
    return process;
  }

  /** As above, without waiting for anything. */
  public ProgramProcess launchCoordinator(List<String> jvmArguments, String... settings)
      throws IOException {
    Path config = directory.resolve("hierophant.toml");
    Files.writeString(
        config,
        """
        this_hierophant_ip = "127.0.0.1"
        grpc_port = %d
        http_port = %d
        mock_mode = %s
        artifact_store_directory = "%s"
        state_directory = "%s"
        %s
        """
            .formatted(
                grpcPort,
                httpPort,
                mock,
                directory.resolve("artifacts"),
                directory.resolve("state"),
                String.join("\n", settings)));
    coordinator = start("hierophant", COORDINATOR, jvmArguments, config);
    return coordinator;
  }

  /** SIGKILL to the coordinator. */
  public void killCoordinator() throws InterruptedException {
    if (coordinator != null) {
      coordinator.kill();
    }
  }

  /**
   * Starts a worker that executes only, and waits until the coordinator has welcomed it; also after
   * it was killed: the same name finds the same state.
   *
   * @param settings TOML lines put before its {@code [[provers]]} entry
   */
  public ProgramProcess startWorker(String name, String... settings)
      throws IOException, InterruptedException {
    return startWorker(name, httpPort, settings);
  }

  /** As above, for a worker that reaches the coordinator at another port of this machine. */
  public ProgramProcess startWorker(String name, int coordinatorPort, String... settings)
      throws IOException, InterruptedException {
    return startWorker(name, coordinatorPort, START_LIMIT, List.of("backend = \"mock\""), settings);
  }

  /**
   * Starts a worker whose one prover is set as told, and waits until the coordinator has welcomed
   * it.
   *
   * @param prover TOML lines of its {@code [[provers]]} entry, after {@code vm}
   */
  public ProgramProcess startProver(String name, String... prover)
      throws IOException, InterruptedException {
    return startWorker(name, httpPort, PROVER_START_LIMIT, List.of(prover));
  }

  /** As above, without waiting for anything. */
  public ProgramProcess launchProver(String name, String... prover) throws IOException {
    return launchWorker(name, httpPort, List.of(prover));
  }

  /** Where a worker that was started says how it does. */
  public URI workerUrl(String name) {
    return URI.create("http://127.0.0.1:" + workerPorts.get(name));
  }

  private ProgramProcess startWorker(
      String name, int coordinatorPort, Duration limit, List<String> prover, String... settings)
      throws IOException, InterruptedException {
    ProgramProcess process = launchWorker(name, coordinatorPort, prover, settings);
    URI health = workerUrl(name).resolve("/health");
    process.await("being welcomed", limit, () -> isTrue(health));
    return process;
  }

  private ProgramProcess launchWorker(
      String name, int coordinatorPort, List<String> prover, String... settings)
      throws IOException {
    Path config = directory.resolve(name + ".toml");
    int healthPort = freePort();
    Files.writeString(
        config,
        """
        hierophant_ws_address = "ws://127.0.0.1:%d/ws"
        contemplant_name = "%s"
        http_port = %d
        state_directory = "%s"
        heartbeat_interval_seconds = 1
        %s
        [[provers]]
        vm = "sp1"
        %s
        """
            .formatted(
                coordinatorPort,
                name,
                healthPort,
                directory.resolve(name + "-state"),
                String.join("\n", settings),
                String.join("\n", prover)));
    workerPorts.put(name, healthPort);
    return start(name, WORKER, WORKER_JVM, config);
  }

  private synchronized ProgramProcess start(
      String name, String mainClass, List<String> jvmArguments, Path config) throws IOException {
    if (closed) {
      throw new IOException("the network is closed");
    }
    List<String> jvm = new ArrayList<>(jvmArguments);
    jvm.add("--enable-native-access=ALL-UNNAMED");
    ProgramProcess process =
        ProgramProcess.start(name, directory, mainClass, jvm, List.of("-c", config.toString()));
    started.add(process);
    return process;
  }

  /** The body of a page of the coordinator. */
  public String page(String path) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(httpUrl().resolve(path)).timeout(PROBE_LIMIT).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** True if the coordinator says that it can take requests. */
  public boolean isReady() {
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(httpUrl().resolve("/ready")).timeout(PROBE_LIMIT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException _) {
      return false; // not listening yet
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** True if a page answers so; anything else is no. */
  static boolean isTrue(URI page) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(page).timeout(PROBE_LIMIT).build(),
              HttpResponse.BodyHandlers.ofString())
          .body()
          .strip()
          .equals("true");
    } catch (IOException _) {
      return false; // not listening yet
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A port that nobody listened on a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ends every process, workers first; nothing can be started afterwards. */
  @Override
  public synchronized void close() {
    closed = true;
    started.reversed().forEach(ProgramProcess::askToEnd);
    started.reversed().forEach(ProgramProcess::close);
  }
}
