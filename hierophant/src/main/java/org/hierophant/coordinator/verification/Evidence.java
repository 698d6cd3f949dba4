package org.hierophant.coordinator.verification;

import java.time.Duration;
import java.util.List;

/**
 * What a verdict rests on.
 *
 * @param verifier which program looked, e.g. {@code java}
 * @param checks those that held, in their order; empty where the verifier does not tell
 */
public record Evidence(String verifier, List<Check> checks) {
  /** Of a verifier that tells nothing but its verdict, within this time. */
  public static Evidence ofWhole(String verifier, Duration took) {
    return new Evidence(verifier, List.of(new Check("proof", took)));
  }

  public Evidence {
    checks = List.copyOf(checks);
  }

  /**
   * A check that held.
   *
   * @param name a constant, lower case
   */
  public record Check(String name, Duration took) {}
}
