package org.hierophant.sp1.verifier;

import java.time.Duration;
import java.util.List;

/** What a verifier found, with the checks it made, in their order. */
public sealed interface Verdict {
  /**
   * A check that held.
   *
   * @param name a constant, lower case
   */
  record Check(String name, Duration took) {}

  /** The checks that held. */
  List<Check> checks();

  /** The proof holds. */
  record Valid(List<Check> checks) implements Verdict {
    public Valid {
      checks = List.copyOf(checks);
    }
  }

  /**
   * The proof must not be believed.
   *
   * @param failed the name of the check that did not hold; later ones were not made
   * @param detail what was found
   */
  record Invalid(List<Check> checks, String failed, String detail) implements Verdict {
    public Invalid {
      checks = List.copyOf(checks);
    }
  }

  default boolean isValid() {
    return this instanceof Valid;
  }
}
