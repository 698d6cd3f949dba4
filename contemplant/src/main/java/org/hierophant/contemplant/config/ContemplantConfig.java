package org.hierophant.contemplant.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hierophant.network.config.CrossFieldRules;
import org.hierophant.network.config.Key;
import org.hierophant.network.config.Secret;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;

/**
 * {@code contemplant.toml}. Keys and defaults of the original keep their spelling; those of them
 * that mean nothing here are read and not used.
 *
 * <p><b>Source.</b> configuration of contemplant (July 2025, and its later environment names).
 *
 * @param maxProofsStored not used: proofs are kept until they are settled
 * @param vms with {@code sp1Backend} in place of {@code provers}, for settings by environment alone
 * @param proverType an older name of {@code sp1Backend}
 * @param drainLimit how long a stopping worker finishes what it holds before it hands it back
 */
public record ContemplantConfig(
    @Key(value = "hierophant_ws_address", env = "HIEROPHANT_WS_ADDRESS") URI coordinator,
    @Key("worker_token") Optional<Secret> token,
    @Key(value = "contemplant_name", env = "CONTEMPLANT_NAME") Optional<String> name,
    @Key(value = "http_port", or = "9011", max = 65_535, env = "HTTP_PORT") int httpPort,
    @Key(
            value = "heartbeat_interval_seconds",
            or = "30",
            min = 1,
            max = 3_600,
            env = "HEARTBEAT_INTERVAL_SECONDS")
        Duration heartbeatInterval,
    @Key(value = "slots", or = "1", min = 1, max = 64) int slots,
    @Key(value = "state_directory", or = "contemplant-state") Path stateDirectory,
    @Key(value = "artifact_cache_mib", or = "8192", min = 1, max = 1_000_000_000)
        long cacheMebibytes,
    @Key(value = "drain_limit_secs", or = "5", max = 86_400) Duration drainLimit,
    @Key(value = "magister_drop_endpoint", env = "MAGISTER_DROP_ENDPOINT")
        Optional<String> magisterDropEndpoint,
    @Key(value = "moongate_endpoint", env = "MOONGATE_ENDPOINT") Optional<String> moongateEndpoint,
    @Key(value = "max_proofs_stored", or = "2", min = 1, env = "MAX_PROOFS_STORED")
        int maxProofsStored,
    @Key(value = "vms", env = "CONTEMPLANT_VMS") List<Vm> vms,
    @Key(value = "sp1_backend", env = "CONTEMPLANT_SP1_BACKEND") Optional<Backend> sp1Backend,
    @Key(value = "prover_type", env = "PROVER_TYPE") Optional<Backend> proverType,
    @Key("provers") List<ProverEntry> provers,
    @Key("assessor") Assessor assessor)
    implements CrossFieldRules {
  private static final int MAX_SLOTS = 64;

  /** A machine a prover may be for. */
  public enum Vm {
    SP1
  }

  /** What makes the proofs. */
  public enum Backend {
    /** Executes the program and makes mock proofs. */
    MOCK,
    /** Real proofs of SP1 6 without a GPU: our {@code sp1-cpu-prover}. */
    CPU,
    /** Real proofs of SP1 6: {@code sp1-gpu-server}. */
    GPU,
    /** Real proofs of SP1 5: {@code moongate-server}. */
    MOONGATE,
    /** The original's name of {@code moongate}. */
    CUDA,
    /** Real proofs of SP1 6 over many GPUs: an sp1-cluster. */
    CLUSTER;

    /** True for what makes real proofs with a server of its own. */
    public boolean hasServer() {
      return this != MOCK && this != CLUSTER;
    }

    /** True for moongate under either name. */
    public boolean isMoongate() {
      return this == MOONGATE || this == CUDA;
    }

    boolean makesRealProofs() {
      return hasServer() || this == CLUSTER;
    }

    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static String all() {
      return Arrays.stream(values())
          .filter(backend -> backend != CUDA)
          .map(Backend::spelling)
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * One {@code [[provers]]} entry. What follows {@code moongateEndpoint} is not for {@code mock};
   * empty means what is usual for the backend.
   *
   * @param circuitVersions empty for all that the backend knows
   * @param moongateEndpoint an older name of {@code endpoint}
   * @param device number of the GPU
   * @param serverPath program of the server
   * @param serverVersion the only release of it that is wanted
   * @param socket of a server that runs already, and is not this worker's to start or stop
   * @param modes of the proofs it makes
   * @param circuitsDirectory files that Groth16 and Plonk need
   * @param circuitsUrl from where they are fetched if they are missing; empty: not at all
   * @param circuitsSha256 of the archives there, each {@code groth16=<64 hex digits>} or the same
   *     of {@code plonk}
   * @param startLimit until the server listens
   * @param proofLimit for one proof
   * @param silenceLimit without a line of log, after which it is taken for stuck; 0: never
   * @param environment for the server, each {@code NAME=value}
   * @param endpoint of a moongate that runs already, and is not this worker's to start or stop
   * @param image of moongate, to be run by the container engine
   * @param sharedMemoryMebibytes of its container; 0 for the engine's choice
   * @param serverPrograms how many programs a moongate may know before it is started anew
   * @param keysMebibytes of proving keys kept on disk
   * @param gnarkImage to be run by the container engine
   * @param gnarkPath program of gnark, in place of its image
   * @param clusterRpc API of the backend {@code cluster}
   * @param redisNodes servers of the cluster's artifact store, in the cluster's own order
   * @param s3Bucket the cluster's artifact store, where that is not Redis
   * @param s3Endpoint of a store that speaks as S3 does; empty for the one of the region
   * @param s3AccessKeyId empty, with the secret, for what AWS's own programs would find
   */
  public record ProverEntry(
      @Key("vm") Vm vm,
      @Key("backend") Backend backend,
      @Key("circuit_versions") List<CircuitVersion> circuitVersions,
      @Key("moongate_endpoint") Optional<String> moongateEndpoint,
      @Key(value = "device", or = "0", max = 4_294_967_295L) long device,
      @Key("server_path") Optional<Path> serverPath,
      @Key("server_version") Optional<String> serverVersion,
      @Key("socket") Optional<Path> socket,
      @Key("modes") List<ProofMode> modes,
      @Key("circuits_directory") Optional<Path> circuitsDirectory,
      @Key("circuits_url") Optional<URI> circuitsUrl,
      @Key("circuits_sha256") List<String> circuitsSha256,
      @Key(value = "start_limit_secs", min = 1) Optional<Duration> startLimit,
      @Key(value = "proof_limit_mins", min = 1, unit = ChronoUnit.MINUTES)
          Optional<Duration> proofLimit,
      @Key("silence_limit_secs") Optional<Duration> silenceLimit,
      @Key("environment") List<String> environment,
      @Key("endpoint") Optional<URI> endpoint,
      @Key("image") Optional<String> image,
      @Key(value = "shared_memory_mib", or = "0", max = 1_000_000) long sharedMemoryMebibytes,
      @Key(value = "server_programs", or = "8", min = 1, max = 10_000) int serverPrograms,
      @Key(value = "proving_keys_mib", or = "16384", min = 1, max = 1_000_000_000)
          long keysMebibytes,
      @Key("gnark_image") Optional<String> gnarkImage,
      @Key("gnark_path") Optional<Path> gnarkPath,
      @Key("cluster_rpc") Optional<URI> clusterRpc,
      @Key("redis_nodes") List<Secret> redisNodes,
      @Key("s3_bucket") Optional<String> s3Bucket,
      @Key("s3_region") Optional<String> s3Region,
      @Key("s3_endpoint") Optional<URI> s3Endpoint,
      @Key("s3_access_key_id") Optional<String> s3AccessKeyId,
      @Key("s3_secret_access_key") Optional<Secret> s3SecretAccessKey)
      implements CrossFieldRules {

    /** An entry in which nothing else is said. */
    public static ProverEntry of(Vm vm, Backend backend) {
      return of(vm, backend, Optional.empty());
    }

    private static ProverEntry of(Vm vm, Backend backend, Optional<String> moongateEndpoint) {
      return new ProverEntry(
          vm,
          backend,
          List.of(),
          moongateEndpoint,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          0,
          8,
          16_384,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** Under either name; of a wrong one {@link #brokenRules} tells. */
    public Optional<URI> effectiveEndpoint() {
      return endpoint.or(() -> moongateEndpoint.map(URI::create));
    }

    @Override
    public List<BrokenRule> brokenRules() {
      List<BrokenRule> broken = new ArrayList<>();
      if (!environment.stream().allMatch(text -> text.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*"))) {
        broken.add(new BrokenRule("environment", "must have elements such as \"NAME=value\""));
      }
      if (endpoint.isPresent() && !isHttp(endpoint.get().toString())) {
        broken.add(new BrokenRule("endpoint", "must be an http URL"));
      }
      if (moongateEndpoint.isPresent() && !isHttp(moongateEndpoint.get())) {
        broken.add(new BrokenRule("moongate_endpoint", "must be an http URL"));
      }
      if (circuitsUrl.isPresent() && !isHttp(circuitsUrl.get().toString())) {
        broken.add(new BrokenRule("circuits_url", "must be an http or https URL"));
      }
      if (!circuitsSha256.stream()
          .allMatch(text -> text.matches("(groth16|plonk)=[0-9a-fA-F]{64}"))) {
        broken.add(
            new BrokenRule(
                "circuits_sha256", "must have elements such as \"groth16=<64 hex digits>\""));
      }
      if (backend == Backend.CLUSTER) {
        brokenClusterRules(broken);
      }
      if (backend.makesRealProofs() && circuitVersions.size() > 1) {
        broken.add(
            new BrokenRule(
                "circuit_versions", "can be only one for backend " + backend.spelling()));
      }
      return broken;
    }

    private static boolean isHttp(String url) {
      try {
        URI uri = new URI(url);
        return uri.getHost() != null
            && ("http".equalsIgnoreCase(uri.getScheme())
                || "https".equalsIgnoreCase(uri.getScheme()));
      } catch (URISyntaxException _) {
        return false;
      }
    }

    private void brokenClusterRules(List<BrokenRule> broken) {
      if (clusterRpc.isEmpty() || !clusterRpc.get().getScheme().matches("(?i)https?")) {
        broken.add(
            new BrokenRule(
                "cluster_rpc", "is required for backend cluster: http://host:port of its API"));
      }
      if (redisNodes.isEmpty() == s3Bucket.isEmpty()) {
        broken.add(
            new BrokenRule(
                "redis_nodes",
                "is required for backend cluster, or else s3_bucket: its artifact store, such as"
                    + " [\"redis://host:port\"]"));
      } else if (!redisNodes.stream().allMatch(ProverEntry::isRedis)) {
        broken.add(
            new BrokenRule("redis_nodes", "must have elements such as \"redis://host:port\""));
      }
      if (s3Bucket.isPresent() && s3Region.isEmpty()) {
        broken.add(new BrokenRule("s3_region", "is required with s3_bucket"));
      }
      if (s3Endpoint.isPresent() && !isHttp(s3Endpoint.get().toString())) {
        broken.add(new BrokenRule("s3_endpoint", "must be an http URL"));
      }
      if (s3AccessKeyId.isPresent() != s3SecretAccessKey.isPresent()) {
        broken.add(
            new BrokenRule(
                "s3_access_key_id", "and s3_secret_access_key go together, or both are left out"));
      }
    }

    private static boolean isRedis(Secret url) {
      try {
        URI uri = new URI(url.reveal());
        return uri.getHost() != null
            && uri.getPort() > 0
            && uri.getScheme() != null
            && uri.getScheme().matches("(?i)rediss?");
      } catch (URISyntaxException _) {
        return false;
      }
    }
  }

  /** The original's way to learn progress; not used. */
  public record Assessor(
      @Key(value = "moongate_log_path", or = "./moongate.log", env = "MOONGATE_LOG_PATH")
          Path moongateLog,
      @Key(
              value = "watcher_polling_interval_ms",
              or = "2000",
              min = 1,
              unit = ChronoUnit.MILLIS,
              env = "WATCHER_POLLING_INTERVAL_MS")
          Duration pollingInterval) {}

  /** The entries of the file; without any, what the environment says. */
  public List<ProverEntry> effectiveProvers() {
    if (!provers.isEmpty() || (!vms.isEmpty() && !vms.contains(Vm.SP1))) {
      return provers;
    }
    return sp1Backend
        .or(() -> proverType)
        .map(backend -> List.of(ProverEntry.of(Vm.SP1, backend, moongateOf(backend))))
        .orElse(List.of());
  }

  private Optional<String> moongateOf(Backend backend) {
    return backend.isMoongate() ? moongateEndpoint.filter(url -> !url.isBlank()) : Optional.empty();
  }

  /** At least one for each prover that makes real proofs: they make one at a time. */
  public int effectiveSlots() {
    long servers = effectiveProvers().stream().filter(entry -> entry.backend().hasServer()).count();
    return (int) Math.max(slots, Math.min(servers, MAX_SLOTS));
  }

  @Override
  public List<BrokenRule> brokenRules() {
    List<BrokenRule> broken = new ArrayList<>();
    String scheme = coordinator.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("ws") && !scheme.equals("wss")) {
      broken.add(new BrokenRule("hierophant_ws_address", "must start with ws:// or wss://"));
    }
    if (effectiveProvers().isEmpty()) {
      broken.add(noProver());
    } else if (provers.isEmpty()) {
      effectiveProvers().getFirst().brokenRules().stream()
          .map(rule -> new BrokenRule(backendKey(), rule.message()))
          .forEach(broken::add);
    }
    if (magisterDropEndpoint.isPresent() && !hasDropSegment(magisterDropEndpoint.get())) {
      broken.add(
          new BrokenRule("magister_drop_endpoint", "must be an http URL with a path segment drop"));
    }
    if (name.isPresent() && (name.get().length() > 64 || hasControl(name.get()))) {
      broken.add(new BrokenRule("contemplant_name", "must be 1 to 64 printable characters"));
    }
    return broken;
  }

  private BrokenRule noProver() {
    return vms.isEmpty()
        ? new BrokenRule(
            "provers",
            "needs an entry, which older keys do not stand for: a line [[provers]], then vm ="
                + " \"sp1\" and backend = \"mock\"; backends: "
                + Backend.all())
        : new BrokenRule(
            "sp1_backend",
            "is required where vms is set and [[provers]] is not; backends: " + Backend.all());
  }

  private String backendKey() {
    return sp1Backend.isPresent() ? "sp1_backend" : "prover_type";
  }

  private static boolean hasDropSegment(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && uri.getRawPath().contains("/drop/")
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
