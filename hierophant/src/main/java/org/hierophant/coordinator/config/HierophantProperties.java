package org.hierophant.coordinator.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.config.CrossFieldRules;
import org.hierophant.network.config.Key;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.CircuitVersion;

/**
 * {@code hierophant.toml}; {@code hierophant.example.toml} explains every key.
 *
 * @param host name or IP address that clients reach, without scheme and port
 * @param bindAddress where both servers listen; every address if empty
 * @param publicUrl what a proxy before the HTTP port is reached by
 * @param workerResponseTimeout how long an offer to a worker may stay unanswered
 * @param pubKey owner shown for programs that nobody signed for
 * @param magisterAllowedOrigins scheme, host and port of Magisters that may be told to drop
 *     machines
 * @param circuitVersions requests for others are refused at once; these wait for a worker
 *     <p><b>Source.</b> Keys without a table, {@code worker_registry} and their variables:
 *     configuration of hierophant (July 2025), environment of hierophant (April 2026).
 */
public record HierophantProperties(
    @Key(value = "this_hierophant_ip", env = "THIS_HIEROPHANT_IP") String host,
    @Key(value = "grpc_port", or = "9000", max = 65_535, env = "GRPC_PORT") int grpcPort,
    @Key(value = "http_port", or = "9010", max = 65_535, env = "HTTP_PORT") int httpPort,
    @Key("bind_address") Optional<String> bindAddress,
    @Key("public_url") Optional<URI> publicUrl,
    @Key(
            value = "worker_response_timeout_secs",
            or = "30",
            min = 1,
            env = "WORKER_RESPONSE_TIMEOUT_SECS")
        Duration workerResponseTimeout,
    @Key(value = "pub_key", or = "0x0000000000000000000000000000000000000000", env = "PUB_KEY")
        Address pubKey,
    @Key(value = "mock_mode", or = "false", env = "MOCK_MODE") boolean mockMode,
    @Key(value = "artifact_store_directory", or = "artifacts", env = "ARTIFACT_STORE_DIRECTORY")
        Path artifactStoreDirectory,
    @Key(value = "state_directory", or = "state") Path stateDirectory,
    @Key(
            value = "max_stdin_artifacts_stored",
            or = "50",
            max = 1_000_000,
            env = "MAX_STDIN_ARTIFACTS_STORED")
        int maxStdinArtifactsStored,
    @Key(
            value = "max_proof_artifacts_stored",
            or = "10",
            max = 1_000_000,
            env = "MAX_PROOF_ARTIFACTS_STORED")
        int maxProofArtifactsStored,
    @Key(value = "circuit_versions", or = "v4.0.0-rc.3, v5.0.0, v6.0.0, v6.1.0")
        List<CircuitVersion> circuitVersions,
    @Key("magister_allowed_origins") List<URI> magisterAllowedOrigins,
    @Key("worker_registry") WorkerRegistryProperties workerRegistry,
    @Key("requests") RequestProperties requests,
    @Key("artifacts") ArtifactProperties artifacts,
    @Key("retention") RetentionProperties retention,
    @Key("verification") VerificationProperties verification,
    @Key("preflight") PreflightProperties preflight,
    @Key("fulfillers") FulfillerProperties fulfillers)
    implements CrossFieldRules {

  public HierophantProperties {
    circuitVersions = List.copyOf(circuitVersions);
    magisterAllowedOrigins = List.copyOf(magisterAllowedOrigins);
  }

  @Override
  public List<BrokenRule> brokenRules() {
    List<BrokenRule> broken = new ArrayList<>();
    if (!isPlainHost(host)) {
      broken.add(
          new BrokenRule(
              "this_hierophant_ip",
              "= \"%s\" must be a host name or IP address alone: no scheme, no port, no path"
                  .formatted(host)));
    }
    if (grpcPort == httpPort && grpcPort != 0) {
      broken.add(new BrokenRule("http_port", "must differ from grpc_port"));
    }
    if (stateDirectory
        .toAbsolutePath()
        .normalize()
        .equals(artifactStoreDirectory.toAbsolutePath().normalize())) {
      broken.add(new BrokenRule("state_directory", "must not be the artifact_store_directory"));
    }
    publicUrl.ifPresent(
        url -> {
          if (!isUsableBase(url)) {
            broken.add(
                new BrokenRule(
                    "public_url",
                    "= \"%s\" must be http or https, without a query".formatted(url)));
          }
        });
    return broken;
  }

  private static boolean isUsableBase(URI url) {
    return List.of("http", "https").contains(url.getScheme())
        && url.getQuery() == null
        && url.getFragment() == null;
  }

  private static boolean isPlainHost(String host) {
    boolean ipv6 = host.replaceAll("[^:]", "").length() > 1;
    return host.matches(ipv6 ? "\\[?[0-9A-Fa-f:.]+\\]?" : "[A-Za-z0-9._-]+");
  }
}
