package org.hierophant.contemplant.prover.circuit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;

/**
 * The files that Groth16 and Plonk proofs are made with: gigabytes, which SP1 would download in the
 * middle of its first such proof.
 *
 * <p><b>Shape.</b> {@code <directory>/groth16/v6.1.0/groth16_vk.bin} and so on; since v6 {@code
 * .complete} says that nothing is missing.
 *
 * <p><b>Limits.</b> Only the verifying key's digest is known; of the others, that they are there
 * and not empty.
 *
 * <p><b>Source.</b> {@code crates/prover/src/build.rs} and {@code crates/verifier} in sp1 v6.4.0,
 * and the same of v5.0.0.
 *
 * @param directory with one directory for each kind of proof
 */
public record CircuitFiles(Path directory) {
  static final String MARK = ".complete";
  private static final int MAX_KEY_BYTES = 1 << 20;

  private record Circuit(ProofMode mode, String version) {}

  private static final Map<Circuit, String> KEY_DIGESTS =
      Map.of(
          new Circuit(ProofMode.GROTH16, "v5.0.0"),
          "a4594c59bbc142f3b81c3ecb7f50a7c34bc9af7c4c444b5d48b795427e285913",
          new Circuit(ProofMode.PLONK, "v5.0.0"),
          "d4e8ecd2357dd882209800acd6abb443d231cf287d77ba62b732ce937c8b56e7",
          new Circuit(ProofMode.GROTH16, "v6.1.0"),
          "4388a21c687fdd5f218d7e3d13190cac4c5355818d3605fd5fb811df468ee696",
          new Circuit(ProofMode.PLONK, "v6.1.0"),
          "5a093a2fcb46394f5cadfe55c44d4d572fad9cec7aeb38026b0278322ef07fac");

  /** Why proofs of this mode cannot be made with them; empty if they can, or need no files. */
  public Optional<String> problem(ProofMode mode, CircuitVersion version) throws IOException {
    return mode.isWrapped() ? problem(folder(mode, version), mode, version) : Optional.empty();
  }

  /** As above, for files that lie in {@code folder}. */
  static Optional<String> problem(Path folder, ProofMode mode, CircuitVersion version)
      throws IOException {
    for (String name : names(mode, version)) {
      Path file = folder.resolve(name);
      if (Files.notExists(file) || (Files.size(file) == 0 && !name.equals(MARK))) {
        return Optional.of("there is no " + file);
      }
    }
    String expected = KEY_DIGESTS.get(new Circuit(mode, version.text()));
    return expected == null || keyDigest(folder, mode).hex().equals(expected)
        ? Optional.empty()
        : Optional.of(key(folder, mode) + " is not the key of " + version);
  }

  private static List<String> names(ProofMode mode, CircuitVersion version) {
    List<String> names = new ArrayList<>();
    if (isMarked(version)) {
      names.add(MARK);
    }
    for (String ending : List.of("_circuit.bin", "_pk.bin", "_vk.bin")) {
      names.add(system(mode) + ending);
    }
    return names;
  }

  /** True if SP1 itself looks for the mark. */
  static boolean isMarked(CircuitVersion version) {
    return !version.text().startsWith("v5.");
  }

  /** SHA-256 of the verifying key. */
  public Sha256 keyDigest(ProofMode mode, CircuitVersion version) throws IOException {
    return keyDigest(folder(mode, version), mode);
  }

  private static Sha256 keyDigest(Path folder, ProofMode mode) throws IOException {
    try (InputStream in = Files.newInputStream(key(folder, mode))) {
      return Sha256.ofContent(in.readNBytes(MAX_KEY_BYTES));
    }
  }

  private static Path key(Path folder, ProofMode mode) {
    return folder.resolve(system(mode) + "_vk.bin");
  }

  /** Where the files of one circuit are. */
  public Path folder(ProofMode mode, CircuitVersion version) {
    return directory.resolve(system(mode)).resolve(version.text());
  }

  /** As in the names of files: {@code groth16} or {@code plonk}. */
  public static String system(ProofMode mode) {
    return switch (mode) {
      case GROTH16 -> "groth16";
      case PLONK -> "plonk";
      case CORE, COMPRESSED -> throw new IllegalArgumentException(mode + " has no circuit");
    };
  }
}
