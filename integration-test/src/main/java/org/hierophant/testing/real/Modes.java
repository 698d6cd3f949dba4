package org.hierophant.testing.real;

import java.util.Locale;
import org.hierophant.network.domain.ProofMode;

/** The modes as the SDKs spell them, and who checks them. */
final class Modes {
  private Modes() {}

  static String name(ProofMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** Whose word the coordinator takes, as passports name it. */
  static String verifier(ProofMode mode) {
    return mode == ProofMode.CORE ? "native" : "java";
  }
}
