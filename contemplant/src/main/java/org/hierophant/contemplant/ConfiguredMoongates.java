package org.hierophant.contemplant;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.hierophant.contemplant.config.ContemplantConfig;
import org.hierophant.contemplant.config.ContemplantConfig.ProverEntry;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.container.ContainerOrder;
import org.hierophant.contemplant.prover.container.Engine;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.gnark.CircuitGnark;
import org.hierophant.contemplant.prover.gnark.GnarkImage;
import org.hierophant.contemplant.prover.gnark.GnarkProgram;
import org.hierophant.contemplant.prover.gnark.GnarkRunner;
import org.hierophant.contemplant.prover.process.ChildCommand;
import org.hierophant.contemplant.prover.process.ChildRecords;
import org.hierophant.contemplant.prover.server.ServerHost;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.twirp.AttachedMoongate;
import org.hierophant.contemplant.prover.twirp.ContainerMoongate;
import org.hierophant.contemplant.prover.twirp.MoongateProver;
import org.hierophant.contemplant.prover.twirp.ProcessMoongate;
import org.hierophant.contemplant.prover.twirp.ProvingKeys;
import org.hierophant.contemplant.prover.twirp.TwirpConnection;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;

/** The provers of the backend {@code moongate}. */
final class ConfiguredMoongates {
  private static final CircuitVersion VERSION = new CircuitVersion("v5.0.0");
  private static final String IMAGE = "public.ecr.aws/succinct-labs/moongate:v5.0.8";
  private static final String GNARK_IMAGE = "ghcr.io/succinctlabs/sp1-gnark:v5.0.0";
  private static final int PORT = 3_000; // its own choice
  private static final Duration GNARK_LIMIT = Duration.ofMinutes(30);

  private ConfiguredMoongates() {}

  /**
   * @param number of the entry, from 1
   * @throws StartException if the entry asks for what the backend does not have
   */
  static Prover prover(ContemplantConfig config, ProverEntry entry, int number, Referee referee)
      throws StartException {
    for (CircuitVersion version : entry.circuitVersions()) {
      if (!version.equals(VERSION)) {
        throw new StartException(
            "provers.circuit_versions: backend %s does not serve %s, only %s"
                .formatted(entry.backend().spelling(), version, VERSION));
      }
    }
    String name = "moongate-" + number;
    Path state = config.stateDirectory().toAbsolutePath();
    Engine engine = Engine.at(Optional.empty());
    List<ProofMode> modes =
        entry.modes().isEmpty() ? List.of(ProofMode.values()) : List.copyOf(entry.modes());
    Set<Capability> offered =
        modes.stream()
            .map(mode -> new Capability(ProverVm.SP1, mode, VERSION, false))
            .collect(Collectors.toUnmodifiableSet());
    CircuitFiles circuits = ConfiguredCircuits.files(entry);
    Prover prover =
        new MoongateProver(
            name,
            offered,
            new MoongateProver.Equipment(
                state.resolve(name),
                new ProvingKeys(state.resolve("proving-keys"), entry.keysMebibytes() << 20),
                Optional.of(
                    new CircuitGnark(circuits, gnark(entry, name, state, engine), GNARK_LIMIT)),
                entry.serverPrograms()),
            host(entry, name, state, engine),
            limits(entry),
            referee);
    return ConfiguredCircuits.supplied(prover, entry, circuits, offered);
  }

  private static ServerHost<TwirpConnection> host(
      ProverEntry entry, String name, Path state, Engine engine) {
    if (entry.effectiveEndpoint().isPresent()) {
      return new AttachedMoongate(entry.effectiveEndpoint().get());
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("RUST_LOG", "info"); // progress is read off the log
    for (String setting : entry.environment()) {
      int equals = setting.indexOf('=');
      environment.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    String device = Long.toString(entry.device());
    if (entry.serverPath().isPresent()) {
      environment.putIfAbsent("CUDA_VISIBLE_DEVICES", device);
      return new ProcessMoongate(
          new ChildCommand(
              name, List.of(entry.serverPath().get().toString()), environment, Optional.empty()),
          URI.create("http://127.0.0.1:" + PORT + "/twirp/"),
          new ChildRecords(state.resolve(Contemplant.CHILDREN)));
    }
    return new ContainerMoongate(
        engine,
        new ContainerOrder(
            "contemplant-" + name,
            entry.image().orElse(IMAGE),
            List.of(),
            environment,
            OptionalInt.of(PORT),
            List.of(device),
            entry.sharedMemoryMebibytes() << 20,
            List.of()),
        worker(state));
  }

  private static GnarkRunner gnark(ProverEntry entry, String name, Path state, Engine engine) {
    return entry.gnarkPath().isPresent()
        ? new GnarkProgram(
            name + "-gnark",
            entry.gnarkPath().get(),
            new ChildRecords(state.resolve(Contemplant.CHILDREN)))
        : new GnarkImage(
            engine,
            entry.gnarkImage().orElse(GNARK_IMAGE),
            "contemplant-" + name + "-gnark",
            worker(state));
  }

  private static ServerLimits limits(ProverEntry entry) {
    ServerLimits usual = ServerLimits.moongate();
    return usual.with(
        entry.startLimit().orElse(usual.start()),
        entry.proofLimit().orElse(usual.proof()),
        entry.silenceLimit().orElse(usual.silence()));
  }

  /** Written before any prover starts. */
  private static Path worker(Path state) {
    return state.resolve("worker-id");
  }
}
