package org.hierophant.contemplant;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.hierophant.contemplant.config.ContemplantConfig.ProverEntry;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.circuit.CircuitSource;
import org.hierophant.contemplant.prover.circuit.CircuitSupply;
import org.hierophant.contemplant.prover.circuit.SuppliedProver;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;

/** Where the settings say that circuit files are, and from where they come. */
final class ConfiguredCircuits {
  private ConfiguredCircuits() {}

  static CircuitFiles files(ProverEntry entry) {
    return new CircuitFiles(
        entry
            .circuitsDirectory()
            .orElse(Path.of(System.getProperty("user.home"), ".sp1", "circuits")));
  }

  /** The prover itself where nothing is to be fetched. */
  static Prover supplied(
      Prover prover, ProverEntry entry, CircuitFiles files, Set<Capability> offered) {
    if (entry.circuitsUrl().isEmpty()) {
      return prover;
    }
    Map<ProofMode, Sha256> digests = new HashMap<>();
    for (String setting : entry.circuitsSha256()) {
      int equals = setting.indexOf('=');
      digests.put(
          setting.startsWith("plonk") ? ProofMode.PLONK : ProofMode.GROTH16,
          Sha256.of(HexFormat.of().parseHex(setting.substring(equals + 1))));
    }
    CircuitSource source = new CircuitSource(entry.circuitsUrl().get(), digests);
    return new SuppliedProver(prover, new CircuitSupply(files, source, offered));
  }
}
