package org.hierophant.contemplant;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hierophant.contemplant.config.ContemplantConfig;
import org.hierophant.contemplant.config.ContemplantConfig.Backend;
import org.hierophant.contemplant.config.ContemplantConfig.ProverEntry;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.ServerHost;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.socket.AttachedHost;
import org.hierophant.contemplant.prover.socket.ProcessHost;
import org.hierophant.contemplant.prover.socket.ServerConnection;
import org.hierophant.contemplant.prover.socket.ServerVersion;
import org.hierophant.contemplant.prover.socket.SocketProver;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.Sha256;

/** The provers of the backends {@code cpu} and {@code gpu}. */
final class ConfiguredServers {
  private static final Set<String> VERSIONS = Set.of("v6.0.0", "v6.1.0");
  private static final CircuitVersion USUAL = new CircuitVersion("v6.1.0");
  private static final int LONGEST_SOCKET_PATH = 100;

  /** Progress is read off the log; the last part keeps public values out of it. */
  private static final String LOG_FILTER =
      "info,sp1_prover=debug,sp1_prover::worker::prover::execute=warn";

  private ConfiguredServers() {}

  /**
   * @param number of the entry, from 1
   * @throws StartException if the entry asks for what its backend does not have
   */
  static Prover prover(ContemplantConfig config, ProverEntry entry, int number, Referee referee)
      throws StartException {
    CircuitVersion version = entry.circuitVersions().stream().findFirst().orElse(USUAL);
    if (!VERSIONS.contains(version.text())) {
      throw new StartException(
          "provers.circuit_versions: backend %s does not serve %s, only v6.0.0 or v6.1.0"
              .formatted(entry.backend().spelling(), version));
    }
    String name = entry.backend().spelling() + "-" + number;
    ServerHost<ServerConnection> host =
        entry.socket().isPresent()
            ? new AttachedHost(entry.socket().get())
            : new ProcessHost(
                command(config, entry, name),
                new ServerVersion(version, entry.serverVersion()),
                new ChildRecords(config.stateDirectory().resolve(Contemplant.CHILDREN)));
    Set<Capability> offered =
        modes(entry).stream()
            .map(mode -> new Capability(ProverVm.SP1, mode, version, false))
            .collect(Collectors.toUnmodifiableSet());
    CircuitFiles circuits = ConfiguredCircuits.files(entry);
    Prover prover =
        new SocketProver(name, offered, Optional.of(circuits), host, limits(entry), referee);
    return ConfiguredCircuits.supplied(prover, entry, circuits, offered);
  }

  private static List<ProofMode> modes(ProverEntry entry) {
    if (!entry.modes().isEmpty()) {
      return entry.modes();
    }
    return entry.backend() == Backend.GPU
        ? List.of(ProofMode.values())
        : List.of(ProofMode.CORE, ProofMode.COMPRESSED);
  }

  private static ServerLimits limits(ProverEntry entry) {
    ServerLimits usual = entry.backend() == Backend.GPU ? ServerLimits.gpu() : ServerLimits.cpu();
    return usual.with(
        entry.startLimit().orElse(usual.start()),
        entry.proofLimit().orElse(usual.proof()),
        entry.silenceLimit().orElse(usual.silence()));
  }

  private static ChildCommand command(ContemplantConfig config, ProverEntry entry, String name) {
    Map<String, String> environment = new HashMap<>();
    environment.put("RUST_LOG", LOG_FILTER);
    environment.put("NO_COLOR", "1");
    if (entry.backend() == Backend.GPU) {
      environment.put("CUDA_VISIBLE_DEVICES", Long.toString(entry.device()));
    }
    for (String setting : entry.environment()) {
      int equals = setting.indexOf('=');
      environment.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    if (entry.backend() == Backend.GPU) {
      Path socket = Path.of("/tmp/sp1-cuda-" + entry.device() + ".sock"); // the server's choice
      Path program = entry.serverPath().orElse(home().resolve(".sp1/bin/sp1-gpu-server"));
      return new ChildCommand(name, List.of(program.toString()), environment, Optional.of(socket));
    }
    Path socket = socket(config.stateDirectory().toAbsolutePath(), name);
    Path program = entry.serverPath().orElse(Path.of("sp1-cpu-prover"));
    return new ChildCommand(
        name,
        List.of(program.toString(), "--socket", socket.toString()),
        environment,
        Optional.of(socket));
  }

  /** In the state directory, if that is not too deep for a socket. */
  private static Path socket(Path state, String name) {
    Path near = state.resolve(name + ".sock");
    if (near.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
      return near;
    }
    byte[] path = state.toString().getBytes(StandardCharsets.UTF_8);
    String digest = Sha256.ofContent(path).hex().substring(0, 16);
    return Path.of(System.getProperty("java.io.tmpdir"), "contemplant-" + digest + "-" + name);
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }
}
