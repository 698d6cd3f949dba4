package org.hierophant.contemplant.prover.socket;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.network.domain.CircuitVersion;

/**
 * Which releases of the server make proofs of a circuit version.
 *
 * <p><b>Source.</b> {@code SP1_CIRCUIT_VERSION} of sp1 v6.0.0 to v6.10.0.
 *
 * @param circuit v6.0.0, made by the releases 6.0, or v6.1.0, made by all later ones of 6
 * @param exactly the only release wanted, e.g. {@code 6.4.0}
 */
public record ServerVersion(CircuitVersion circuit, Optional<String> exactly) {
  private static final Pattern RELEASE = Pattern.compile("v?(6\\.(\\d{1,4})\\.\\d{1,4}\\S*)");

  /** Why what {@code --version} printed is not right; its last word is the release. */
  public Optional<String> problem(String printed) {
    String word = printed.substring(printed.lastIndexOf(' ') + 1).strip();
    Matcher release = RELEASE.matcher(word);
    if (!release.matches()) {
      return Optional.of("says it is \"" + printed + "\", which is no release of 6");
    }
    if (exactly.isPresent()) {
      return exactly.get().equals(release.group(1))
          ? Optional.empty()
          : Optional.of("is release " + word + ", not " + exactly.get());
    }
    boolean older = Integer.parseInt(release.group(2)) == 0;
    return older == circuit.text().equals("v6.0.0")
        ? Optional.empty()
        : Optional.of("is release " + word + ", which does not make proofs of " + circuit);
  }
}
