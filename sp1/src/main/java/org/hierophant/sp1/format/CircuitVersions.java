package org.hierophant.sp1.format;

import java.util.Optional;
import java.util.regex.Pattern;
import org.hierophant.sp1.Generation;

/**
 * What the name of a circuit version says about formats.
 *
 * <p><b>Shape.</b> {@code v4.0.0-rc.3} for every SDK 4.x, {@code v5.0.0} for every 5.x, {@code
 * v6.0.0} for 6.0.x and {@code v6.1.0} since; without the {@code sp1-} of the network API.
 *
 * <p><b>Source.</b> {@code SP1_CIRCUIT_VERSION} in sp1 v4.0.0 … v6.4.0.
 */
public final class CircuitVersions {
  private static final Pattern VERSION =
      Pattern.compile("v([456])\\.(\\d{1,4})\\.\\d{1,4}(-\\S+)?");

  private CircuitVersions() {}

  /** The machine a circuit version proves; empty for one that SP1 never had or may yet have. */
  public static Optional<Generation> generation(String version) {
    var match = VERSION.matcher(version);
    if (!match.matches()) {
      return Optional.empty();
    }
    return Optional.of(match.group(1).equals("6") ? Generation.V6 : Generation.V5);
  }

  /** True for the version of SDKs 4.x. */
  static boolean isV4(String version) {
    return version.startsWith("v4.");
  }

  /**
   * True if an opening proof of this version ends its Basefold part with the witness of the
   * grinding before batching, as all since v6.1.0 do.
   *
   * <p><b>Source.</b> {@code slop/crates/basefold/src/verifier.rs}, sp1 v6.0.2 against v6.1.0.
   */
  static boolean hasBatchGrinding(String version) {
    return !version.startsWith("v6.0.");
  }
}
