package org.hierophant.contemplant.prover.circuit;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;

/**
 * Where archives of circuit files come from.
 *
 * <p><b>Shape.</b> {@code <base>/v5.0.0-groth16.tar.gz} and so on, as SP1 publishes them.
 *
 * @param base with or without {@code /} at its end
 * @param digests of the archives that may be used, by mode; without one only what is inside is
 *     checked
 */
public record CircuitSource(URI base, Map<ProofMode, Sha256> digests) {
  public CircuitSource {
    digests = Map.copyOf(digests);
  }

  URI archive(ProofMode mode, CircuitVersion version) {
    String path = base.toString();
    return URI.create(
        "%s%s%s-%s.tar.gz"
            .formatted(
                path, path.endsWith("/") ? "" : "/", version.text(), CircuitFiles.system(mode)));
  }

  Optional<Sha256> digest(ProofMode mode) {
    return Optional.ofNullable(digests.get(mode));
  }
}
