package org.hierophant.contemplant.prover.socket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;

/**
 * The files that Groth16 and Plonk proofs are made with: gigabytes, which the server would download
 * in the middle of its first such proof.
 *
 * <p><b>Shape.</b> {@code <directory>/groth16/v6.1.0/groth16_vk.bin} and so on; {@code .complete}
 * says that nothing is missing.
 *
 * <p><b>Limits.</b> Only the verifying key's digest is known; of the others, that they are there.
 *
 * <p><b>Source.</b> {@code crates/prover/src/build.rs} and {@code crates/verifier} in sp1 v6.4.0.
 *
 * @param directory with one directory for each kind of proof
 */
public record CircuitFiles(Path directory) {
  private static final Map<ProofMode, String> KEY_DIGESTS_V6_1 =
      Map.of(
          ProofMode.GROTH16, "4388a21c687fdd5f218d7e3d13190cac4c5355818d3605fd5fb811df468ee696",
          ProofMode.PLONK, "5a093a2fcb46394f5cadfe55c44d4d572fad9cec7aeb38026b0278322ef07fac");

  /** Why proofs of this mode cannot be made with them; empty if they can, or need no files. */
  Optional<String> problem(ProofMode mode, CircuitVersion version) throws IOException {
    if (!mode.isWrapped()) {
      return Optional.empty();
    }
    String kind = mode == ProofMode.GROTH16 ? "groth16" : "plonk";
    Path folder = directory.resolve(kind).resolve(version.text());
    for (String name :
        List.of(".complete", kind + "_circuit.bin", kind + "_pk.bin", kind + "_vk.bin")) {
      if (Files.notExists(folder.resolve(name))) {
        return Optional.of("there is no " + folder.resolve(name));
      }
    }
    String expected = KEY_DIGESTS_V6_1.get(mode);
    if (version.text().equals("v6.1.0") && expected != null) {
      Path key = folder.resolve(kind + "_vk.bin");
      try (InputStream in = Files.newInputStream(key)) {
        if (!Sha256.ofContent(in.readNBytes(1 << 20)).hex().equals(expected)) {
          return Optional.of(key + " is not the key of " + version);
        }
      }
    }
    return Optional.empty();
  }
}
