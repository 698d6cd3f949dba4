package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.testing.WorkersPage.Work;
import org.hierophant.testing.sdk.ArtifactTransfer;
import org.hierophant.testing.sdk.HttpArtifactTransfer;
import org.hierophant.testing.sdk.ProofOrder;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.RpcConnections;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkClock;
import org.hierophant.testing.sdk.SdkProfile;

/** A running coordinator, and the workers and clients that a test lets loose on it. */
final class TestNetwork implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("hierophant.root"));

  /** Of every wait: generous, since it is only used up when a test fails. */
  static final Duration LIMIT = Duration.ofMinutes(3);

  /** No limit, as {@code .hosted()} sends it. */
  static final long UNLIMITED = -1;

  /** Rounds of the sample {@code compute}: some seconds, time enough to be interrupted. */
  static final int LONG = 30_000_000;

  /** Rounds that nobody waits for: more than four billion. */
  static final int ENDLESS = -1;

  private static final Map<String, ExecutionReport> EXECUTIONS = new ConcurrentHashMap<>();

  private final LocalNetwork network;
  private final String[] settings;
  private final List<SdkClient> clients = new ArrayList<>();
  private ProgramProcess coordinator;

  private TestNetwork(LocalNetwork network, String[] settings)
      throws IOException, InterruptedException {
    this.network = network;
    this.settings = settings;
    this.coordinator = network.startCoordinator(settings);
  }

  /**
   * @param settings TOML lines for the coordinator
   */
  static TestNetwork start(Path directory, String... settings)
      throws IOException, InterruptedException {
    LocalNetwork network = LocalNetwork.in(directory);
    try {
      return new TestNetwork(network, settings);
    } catch (IOException | InterruptedException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** As above, with a coordinator that believes no mock proof. */
  static TestNetwork startVerifying(Path directory, String... settings)
      throws IOException, InterruptedException {
    LocalNetwork network = LocalNetwork.in(directory);
    network.verifyProofs();
    try {
      return new TestNetwork(network, settings);
    } catch (IOException | InterruptedException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  LocalNetwork processes() {
    return network;
  }

  ProgramProcess coordinator() {
    return coordinator;
  }

  /** With the state it had. */
  void startCoordinatorAgain() throws IOException, InterruptedException {
    coordinator = network.startCoordinator(settings);
  }

  /** One that hands back what it has when it is told to end. */
  ProgramProcess startWorker(String name) throws IOException, InterruptedException {
    return network.startWorker(name, "drain_limit_secs = 0");
  }

  /** A new client with a key of its own. */
  SdkClient client(SdkProfile sdk) {
    return client(sdk, new HttpArtifactTransfer(), new ImpatientClock());
  }

  /** As above, with artifacts and pauses of the caller's. */
  SdkClient client(SdkProfile sdk, ArtifactTransfer artifacts, SdkClock clock) {
    SdkClient client =
        new SdkClient(
            RpcConnections.to(network.rpcUrl(), sdk.sharedChannel()),
            artifacts,
            sdk,
            new SigningKey(Bytes32.random(new SecureRandom()).toBytes()),
            clock);
    clients.add(client);
    return client;
  }

  /** Waits while the coordinator runs. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    coordinator.await(what, LIMIT, condition);
  }

  /** Waits until a worker says that it executes the request. */
  Work awaitExecuting(RequestId id) throws InterruptedException {
    await(
        "somebody executing " + id,
        () -> workOn(id).map(Work::phase).equals(Optional.of("EXECUTING")));
    return workOn(id).orElseThrow();
  }

  Optional<Work> workOn(RequestId id) {
    return workers().flatMap(page -> page.workOn(id.toString()));
  }

  boolean isConnected(String worker) {
    return workers()
        .flatMap(page -> page.worker(worker))
        .filter(WorkersPage.Worker::connected)
        .isPresent();
  }

  boolean isIdle(String worker) {
    return workers()
        .flatMap(page -> page.worker(worker))
        .filter(one -> one.connected() && one.work().isEmpty())
        .isPresent();
  }

  private Optional<WorkersPage> workers() {
    try {
      return Optional.of(WorkersPage.parse(network.page("/contemplants")));
    } catch (IOException _) {
      return Optional.empty(); // not answering now
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The workers that finished it, as the history has them. */
  List<String> finishers(RequestId id) throws IOException, InterruptedException {
    return HistoryPage.parse(network.page("/proof-history")).entries().stream()
        .filter(entry -> entry.request().equals(id.toString()))
        .map(HistoryPage.Entry::worker)
        .toList();
  }

  /** How often a worker took a request on, over all its lives. */
  static long acceptances(ProgramProcess worker, RequestId id) {
    return count(worker, "offer accepted", id);
  }

  /** How often a worker finished a proof of a request, over all its lives. */
  static long proofsMade(ProgramProcess worker, RequestId id) {
    return count(worker, "proof made", id);
  }

  private static long count(ProgramProcess worker, String event, RequestId id) {
    return worker
        .output()
        .lines()
        .filter(line -> line.contains(event) && line.contains(id.toString()))
        .count();
  }

  static ClientProgram sample(String name, Generation generation) throws IOException {
    return ClientProgram.sample(ROOT, name, generation);
  }

  static ProofOrder order(ClientProgram program, byte[] stdin, ProofMode mode) {
    return ProofOrder.of(program.vkHash(), stdin, mode).withLimits(UNLIMITED, UNLIMITED);
  }

  /** A compressed proof of {@code compute}. */
  static RequestId request(SdkClient client, ClientProgram compute, int rounds)
      throws IOException, InterruptedException {
    client.registerProgram(compute.vkHash(), compute.elf(), compute.vk());
    return client.request(order(compute, ClientProgram.stdin(rounds), ProofMode.COMPRESSED));
  }

  /** Waits for the proof and holds it against an execution in this process. */
  static byte[] awaitRightProof(
      SdkClient client, RequestId id, ClientProgram program, byte[] stdin, ProofMode mode)
      throws IOException, InterruptedException, FormatException {
    ProofOutcome outcome = client.await(id, LIMIT, _ -> {});
    assertThat(outcome).isInstanceOf(ProofOutcome.Proven.class);
    byte[] proof = ((ProofOutcome.Proven) outcome).bytes();
    ExecutionReport execution = execution(program, stdin);
    ProofRequest details = client.details(id).getRequest();
    assertThat(
            ProofCheck.fault(
                proof, mode, client.sdk().circuitVersion(), program, execution.publicValues()))
        .isEmpty();
    assertThat(details.getCycles()).isEqualTo(execution.cycles());
    return proof;
  }

  /** Each only once: they are long. */
  private static ExecutionReport execution(ClientProgram program, byte[] stdin)
      throws FormatException {
    String key = program.vkHash() + HexFormat.of().formatHex(stdin);
    ExecutionReport known = EXECUTIONS.get(key);
    if (known == null) {
      known = program.execute(stdin, _ -> {}).report();
      EXECUTIONS.put(key, known);
    }
    return known;
  }

  /** As above, for what {@link #request} asked for. */
  static byte[] awaitRightProof(SdkClient client, RequestId id, ClientProgram compute, int rounds)
      throws IOException, InterruptedException, FormatException {
    return awaitRightProof(client, id, compute, ClientProgram.stdin(rounds), ProofMode.COMPRESSED);
  }

  /** A file of another project, beside the checkout; empty where the folder is absent. */
  static Optional<byte[]> fixture(String name) throws IOException {
    Path file = ROOT.resolve("../shared/fixtures").resolve(name);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  @Override
  public void close() {
    clients.forEach(SdkClient::close);
    network.close();
  }
}
