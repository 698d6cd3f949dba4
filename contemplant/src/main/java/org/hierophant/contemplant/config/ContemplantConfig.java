package org.hierophant.contemplant.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hierophant.network.config.CrossFieldRules;
import org.hierophant.network.config.Key;
import org.hierophant.network.config.Secret;
import org.hierophant.network.domain.CircuitVersion;

/**
 * {@code contemplant.toml}. Keys and defaults of the original keep their spelling; those of them
 * that mean nothing here are read and not used.
 *
 * <p><b>Source.</b> configuration of contemplant (July 2025, and its later environment names).
 *
 * @param maxProofsStored not used: proofs are kept until they are settled
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
    @Key(value = "artifact_cache_mib", or = "8192", min = 1) long cacheMebibytes,
    @Key(value = "drain_limit_secs", or = "30", max = 86_400) Duration drainLimit,
    @Key(value = "magister_drop_endpoint", env = "MAGISTER_DROP_ENDPOINT")
        Optional<String> magisterDropEndpoint,
    @Key(value = "moongate_endpoint", env = "MOONGATE_ENDPOINT") Optional<String> moongateEndpoint,
    @Key(value = "max_proofs_stored", or = "2", min = 1, env = "MAX_PROOFS_STORED")
        int maxProofsStored,
    @Key(value = "vms", env = "CONTEMPLANT_VMS") List<Vm> vms,
    @Key(value = "sp1_backend", env = "CONTEMPLANT_SP1_BACKEND") Optional<Backend> sp1Backend,
    @Key("provers") List<ProverEntry> provers,
    @Key("assessor") Assessor assessor)
    implements CrossFieldRules {

  /** A machine a prover may be for. */
  public enum Vm {
    SP1
  }

  /** What makes the proofs. */
  public enum Backend {
    /** Executes the program and makes mock proofs. */
    MOCK
  }

  /**
   * One {@code [[provers]]} entry.
   *
   * @param circuitVersions empty for all that the backend knows
   */
  public record ProverEntry(
      @Key("vm") Vm vm,
      @Key(value = "backend") Backend backend,
      @Key("circuit_versions") List<CircuitVersion> circuitVersions) {}

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
    if (!provers.isEmpty()) {
      return provers;
    }
    return sp1Backend
        .filter(_ -> vms.contains(Vm.SP1))
        .map(backend -> List.of(new ProverEntry(Vm.SP1, backend, List.of())))
        .orElse(List.of());
  }

  @Override
  public List<BrokenRule> brokenRules() {
    List<BrokenRule> broken = new ArrayList<>();
    String scheme = coordinator.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("ws") && !scheme.equals("wss")) {
      broken.add(new BrokenRule("hierophant_ws_address", "must start with ws:// or wss://"));
    }
    if (effectiveProvers().isEmpty()) {
      broken.add(new BrokenRule("provers", "needs at least one [[provers]] entry"));
    }
    if (name.isPresent() && (name.get().length() > 64 || hasControl(name.get()))) {
      broken.add(new BrokenRule("contemplant_name", "must be 1 to 64 printable characters"));
    }
    return broken;
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
